/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Jest leaves one core to itself, which on two cores is half of them.
  maxWorkers: "100%",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  globalSetup: "<rootDir>/test/support/choose-seed.ts",
  setupFiles: ["<rootDir>/test/support/seed-properties.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  moduleNameMapper: {
    "^(\\.{1,2}/.*)\\.js$": "$1",
    "^portico$": "<rootDir>/constructs/index.ts",
    "^portico/(aws|kubernetes|self-hosted)$": "<rootDir>/constructs/$1/index.ts",
    "^portico/(testing|proxy)$": "<rootDir>/lib/$1/index.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
};
