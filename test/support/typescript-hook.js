"use strict";
const { transformSync } = require("@swc/core");
const { readFileSync } = require("node:fs");

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
