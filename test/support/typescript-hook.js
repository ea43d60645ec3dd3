"use strict";
const { transformSync } = require("@swc/core");
const { existsSync, readFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, resolve } = require("node:path");

// Lets a child process of a test run the sources: `node -r typescript-hook.js some.ts`.
require.extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, "utf8"), {
    filename,
    swcrc: false,
    sourceMaps: "inline",
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  module._compile(code, filename);
};

// Dynamic imports name the file that the compiler will have written.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  const source = /^\.{1,2}\/.*\.js$/.test(request) && request.replace(/\.js$/, ".ts");
  const found = source && parent?.filename !== undefined && existsSync(resolve(dirname(parent.filename), source));
  return resolveFilename(found ? source : request, parent, ...rest);
};
