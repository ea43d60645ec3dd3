// Holds the default stacks for AWS to Checkov's policies. Checkov is not installed here, and its absence is no success.
const { spawnSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const installed = join(root, ".checkov", "bin", "checkov");

function findCheckov() {
  if (existsSync(installed)) return installed;
  const { error } = spawnSync("checkov", ["--version"], { stdio: "ignore" });
  return error === undefined ? "checkov" : undefined;
}

const checkov = findCheckov();
if (checkov === undefined) {
  console.error(
    "Checkov is not installed, so that no policy was checked. scripts/install-checkov.sh installs it in this checkout.",
  );
  process.exit(1);
}

const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules", "jest", "bin", "jest.js"), "--runInBand", "test/policy"],
  { cwd: root, stdio: "inherit", env: { ...process.env, PORTICO_CHECKOV: checkov } },
);
process.exit(status ?? 1);
