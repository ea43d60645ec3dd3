"use strict";

const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const PACKAGE = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENSE_FILE = /^(?:licen[cs]e|notice)(?:[.-].*)?$/i;

/** The folders of the packages that input files of a bundle are of, with name and version. */
function bundledPackages(root, inputs) {
  const folders = new Set(inputs.flatMap((file) => PACKAGE.exec(file)?.[1] ?? []));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    return { folder, name, version, license };
  });
}

/** The licences of packages, as they have to be passed on. */
function licenseTexts(root, packages) {
  return packages
    .map(({ folder, name, version, license }) => {
      const place = join(root, folder);
      const files = existsSync(place) ? readdirSync(place).filter((file) => LICENSE_FILE.test(file)) : [];
      const texts = files.sort().map((file) => readFileSync(join(place, file), "utf8").trim());
      return [`${name} ${version} (${license})`, ...texts].join("\n\n");
    })
    .join(`\n\n${"-".repeat(72)}\n\n`)
    .concat("\n");
}

module.exports = { bundledPackages, licenseTexts };
