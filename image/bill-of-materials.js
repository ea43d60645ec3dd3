"use strict";

const { execFileSync } = require("node:child_process");

/**
 * A CycloneDX bill of materials of a bundle: what npm reads from the lock, as far as the bundle has it. Without number
 * and time of its making, the same sources give the same text.
 */
function billOfMaterials(root, packages) {
  // Of everything: where npm is to omit what is for development, it omits what both kinds need as well.
  const args = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  // Its warnings go to standard error.
  const output = execFileSync("npm", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { serialNumber: _, metadata, components, dependencies, ...rest } = JSON.parse(output);
  const { timestamp: __, ...made } = metadata;
  const bundled = new Set(packages.map(({ name, version }) => `${name}@${version}`));
  const missing = [...bundled].filter((ref) => !components.some((component) => component["bom-ref"] === ref));
  if (missing.length > 0) throw new Error(`in the bundle but not in package-lock.json: ${missing.join(", ")}`);
  const application = made.component["bom-ref"];
  const isThere = (ref) => ref === application || bundled.has(ref);
  return {
    ...rest,
    metadata: { ...made, component: { ...made.component, type: "application", name: "portico" } },
    components: components.filter((component) => bundled.has(component["bom-ref"])),
    dependencies: dependencies
      .filter(({ ref }) => isThere(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter(isThere) })),
  };
}

module.exports = { billOfMaterials };
