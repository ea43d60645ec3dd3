"use strict";
const { chmodSync } = require("node:fs");
const { join } = require("node:path");

// npx runs the command of a checkout straight from dist, which tsc writes without the executable bit.
chmodSync(join(__dirname, "..", "dist", "lib", "cli", "main.js"), 0o755);
