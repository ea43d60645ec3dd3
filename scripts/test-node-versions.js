// Runs the proxy's tests on each release of Node that is supported:
//   npm run test:nodes -- [--versions 20,22,24] [TEST FOLDER ...]
// A release that is not running already comes from npm, once, into the user's cache; deleting its folder there brings
// its newest version the next time.
const { spawnSync } = require("node:child_process");
const { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync } = require("node:fs");
const { homedir, tmpdir } = require("node:os");
const { join } = require("node:path");
const { parseArgs } = require("node:util");

const ROOT = join(__dirname, "..");
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "portico", "node");
const FOLDERS = ["test/proxy", "test/routing", "test/topology", "test/cli"];

function readArguments() {
  try {
    const options = { versions: { type: "string", default: "20,22,24" } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const versions = values.versions.split(",");
    const unknown = versions.find((version) => !/^[1-9][0-9]*$/.test(version));
    if (unknown !== undefined) throw new TypeError(`--versions "${unknown}" is not a major version, as 22 is`);
    return { versions, folders: positionals.length === 0 ? FOLDERS : positionals };
  } catch (error) {
    console.error(`test-node-versions: ${error.message}`);
    return process.exit(2);
  }
}

/** The program of a release, fetched where need be; `undefined` where it cannot be had. */
function nodeOf(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(CACHE, major);
  const program = join(folder, "node_modules", name, "bin", "node");
  if (existsSync(program)) return program;
  console.log(`Node ${major}: fetched into ${folder}`);
  mkdirSync(folder, { recursive: true });
  const flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"];
  spawnSync("npm", ["install", "--prefix", folder, ...flags, `${name}@${major}`], { stdio: "inherit" });
  return existsSync(program) ? program : undefined;
}

/** A row of the table. One test file at a time: what is held to times must not wait for a core. */
function runTests(program, folders) {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  const version = stdout.trim();
  const reports = mkdtempSync(join(tmpdir(), "portico-nodes-"));
  const report = join(reports, "report.json");
  console.log(`\nNode ${version}: ${folders.join(" ")}`);
  const jest = join(ROOT, "node_modules", "jest", "bin", "jest.js");
  const args = ["--runInBand", "--json", `--outputFile=${report}`, ...folders];
  // What Jest prints for people goes to standard error; the report to standard output is of no use here.
  const { status } = spawnSync(program, [jest, ...args], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
  rmSync(reports, { recursive: true });
  if (counts === undefined) return { version, passed: 0, failed: 0, skipped: 0, verdict: "did not run" };
  return {
    version,
    passed: counts.numPassedTests,
    failed: counts.numFailedTests,
    skipped: counts.numPendingTests,
    verdict: status === 0 ? "passed" : "failed",
  };
}

const { versions, folders } = readArguments();
const rows = versions.map((major) => {
  const program = nodeOf(major);
  if (program !== undefined) return runTests(program, folders);
  return { version: `v${major}`, passed: 0, failed: 0, skipped: 0, verdict: "could not be fetched" };
});
console.log(`\n${"Node".padEnd(10)}  ${"passed".padStart(6)}  ${"failed".padStart(6)}  ${"skipped".padStart(7)}`);
for (const { version, passed, failed, skipped, verdict } of rows) {
  const figures = [String(passed).padStart(6), String(failed).padStart(6), String(skipped).padStart(7)];
  console.log([version.padEnd(10), ...figures, verdict].join("  "));
}
process.exit(rows.every(({ verdict }) => verdict === "passed") ? 0 : 1);
