// Runs the proof that every target decides as the matchers do: npm run test:parity -- [--runs N] [--seed S] [TARGET ...]
// N tables a target, 2,000 by default; a fresh seed unless one is given; targets are test files of test/parity/proof.
const { randomInt } = require("node:crypto");
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");
const { parseArgs } = require("node:util");

function readArguments() {
  try {
    const options = { runs: { type: "string", default: "2000" }, seed: { type: "string" } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const { runs, seed = String(randomInt(2 ** 31)) } = values;
    if (!/^[1-9][0-9]*$/.test(runs)) throw new TypeError(`--runs "${runs}" is not a number of tables`);
    if (!/^-?[0-9]+$/.test(seed)) throw new TypeError(`--seed "${seed}" is not a number`);
    return { runs, seed, targets: positionals };
  } catch (error) {
    console.error(`parity: ${error.message}`);
    return process.exit(2);
  }
}

const { runs, seed, targets } = readArguments();
console.log(`parity: ${runs} tables a target, seed ${seed}`);
const folder = "test/parity/proof";
const { status } = spawnSync(
  process.execPath,
  [
    join(__dirname, "..", "node_modules", "jest", "bin", "jest.js"),
    "--maxWorkers=100%",
    ...(targets.length === 0 ? [`${folder}/`] : targets.map((target) => `${folder}/${target}.test`)),
  ],
  { stdio: "inherit", env: { ...process.env, PORTICO_PARITY_RUNS: runs, PORTICO_SEED: seed } },
);
process.exit(status ?? 1);
