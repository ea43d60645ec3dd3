// Runs the proof that every target decides as the matchers do: npm run test:parity -- [--runs N] [--seed S] [TARGET ...]
// N tables a target, 2,000 by default; a seed repeats a run; targets are test files of test/parity/proof, such as aws.
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");
const { parseArgs } = require("node:util");

function readArguments() {
  try {
    const options = { runs: { type: "string" }, seed: { type: "string" } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    for (const [name, pattern] of [
      ["runs", /^[1-9][0-9]*$/],
      ["seed", /^-?[0-9]+$/],
    ]) {
      const value = values[name];
      if (value !== undefined && !pattern.test(value)) throw new TypeError(`--${name} "${value}" is not a number`);
    }
    return { values, targets: positionals };
  } catch (error) {
    console.error(`parity: ${error.message}`);
    return process.exit(2);
  }
}

const { values, targets } = readArguments();
const folder = "test/parity/proof";
const { status } = spawnSync(
  process.execPath,
  [
    join(__dirname, "..", "node_modules", "jest", "bin", "jest.js"),
    "--maxWorkers=100%",
    ...(targets.length === 0 ? [`${folder}/`] : targets.map((target) => `${folder}/${target}.test`)),
  ],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      ...(values.runs === undefined ? {} : { PORTICO_PARITY_RUNS: values.runs }),
      ...(values.seed === undefined ? {} : { PORTICO_PARITY_SEED: values.seed }),
    },
  },
);
process.exit(status ?? 1);
