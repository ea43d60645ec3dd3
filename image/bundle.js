"use strict";
// Writes image/dist, which the Dockerfile takes in, or the folder that is given: the command line with the proxy as one
// file, what its workers and threads are started with, the licences of the packages within, and the bill of materials.

const { mkdirSync, rmSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { build } = require("esbuild");
const { version } = require("../package.json");
const { bundledPackages, licenseTexts } = require("./bundled-packages");
const { billOfMaterials } = require("./bill-of-materials");

const ROOT = join(__dirname, "..");
/** Packages that a thread of the proxy loads by their names. */
const THREADS = ["bcryptjs"];
const OUT = resolve(process.argv[2] ?? join(__dirname, "dist"));

async function main() {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const proxy = await bundle({
    entryPoints: ["image/main.ts"],
    outfile: join(OUT, "portico.js"),
    // A worker is a process of its own, and a thread a program of its own: each has its file.
    logOverride: { "require-resolve-not-external": "silent" },
    plugins: [knownVersion],
  });
  writeFileSync(join(OUT, "worker-main.js"), 'require("./portico.js");\n');
  const threads = await bundle({
    entryPoints: THREADS.map((name) => ({ in: require.resolve(name), out: `${name}/index` })),
    outdir: join(OUT, "node_modules"),
  });
  const packages = bundledPackages(ROOT, [...proxy, ...threads]);
  writeFileSync(join(OUT, "licenses.txt"), licenseTexts(ROOT, packages));
  writeFileSync(join(OUT, "sbom.cdx.json"), `${JSON.stringify(billOfMaterials(ROOT, packages), null, 2)}\n`);
}

/** @returns the files that went into it */
async function bundle(options) {
  const { metafile } = await build({
    ...options,
    absWorkingDir: ROOT,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    // Names stay, so that a stack trace can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(metafile.inputs);
}

/** The package's manifest is not beside the bundle. */
const knownVersion = {
  name: "known-version",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/]version\.ts$/ }, () => ({
      contents: `export const version = ${JSON.stringify(version)};`,
    }));
  },
};

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
