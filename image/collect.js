"use strict";
// Runs while the image is built, on the Node of the base: puts together the root of the last stage, which has neither
// a shell nor a package manager. Node itself says which libraries it has loaded, so nothing else has to be there.

const {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} = require("node:fs");
const { dirname, join } = require("node:path");

const FROM = join(__dirname, "dist");
const PLACE = "/usr/local/lib/portico";
const NODE = "/usr/local/bin/node";
const USER = 65532;
/** Older C libraries load these by name when a host's name is looked up. */
const NAME_SERVICES = /^lib(?:nss_(?:dns|files)|resolv)\.so\.2$/;

function main(root) {
  const libraries = loadedLibraries();
  const folders = new Set(libraries.map((file) => dirname(realpathSync(file))));
  for (const file of [...libraries, ...[...folders].flatMap(nameServices)]) copy(file, join(root, file));
  copy(process.execPath, join(root, NODE));
  cpSync(FROM, join(root, PLACE), { recursive: true });
  const bill = JSON.parse(readFileSync(join(FROM, "sbom.cdx.json"), "utf8"));
  write(join(root, PLACE, "sbom.cdx.json"), `${JSON.stringify(withNode(bill), null, 2)}\n`);
  write(join(root, "etc/passwd"), `portico:x:${USER}:${USER}:portico:/nonexistent:/nonexistent\n`);
  write(join(root, "etc/group"), `portico:x:${USER}:\n`);
  write(join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
  for (const folder of ["etc/portico", "tmp"]) mkdirSync(join(root, folder), { recursive: true });
}

/** Its dynamic linker included; the kernel's own has no file. */
function loadedLibraries() {
  return process.report.getReport().sharedObjects.filter((file) => file !== process.execPath && existsSync(file));
}

function nameServices(folder) {
  return readdirSync(folder)
    .filter((file) => NAME_SERVICES.test(file))
    .map((file) => join(folder, file));
}

/** The Node of the image, with the libraries that it is built of. */
function withNode(bill) {
  const { node: version, modules: _, napi: __, ...parts } = process.versions;
  const node = {
    "bom-ref": `node@${version}`,
    type: "platform",
    name: "node",
    version,
    purl: `pkg:generic/node@${version}`,
    licenses: [{ license: { id: "MIT" } }],
    components: Object.entries(parts).map(([name, of]) => ({ type: "library", name, version: of })),
  };
  return { ...bill, components: [...bill.components, node] };
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  // The target may be a link where folders are merged, and a link has to become the file.
  copyFileSync(realpathSync(from), to);
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

main(process.argv[2]);
