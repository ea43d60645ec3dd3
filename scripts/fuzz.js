// Feeds the HTTP engine with mutated messages: npm run test:fuzz -- [--messages N] [--seed S]
// N messages in memory, 1,000,000 by default, and more through the sockets of a proxy at work: for each 1,000,000 about
// 130,000 requests, 10,000 responses, 20,000 connections of HTTP/2, and 40,000 that begin with a PROXY header. A fresh seed
// unless one is given.
const { randomInt } = require("node:crypto");
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");
const { parseArgs } = require("node:util");

function readArguments() {
  try {
    const options = { messages: { type: "string", default: "1000000" }, seed: { type: "string" } };
    const { messages, seed = String(randomInt(2 ** 31)) } = parseArgs({ options }).values;
    if (!/^[1-9][0-9]*$/.test(messages)) throw new TypeError(`--messages "${messages}" is not a number of messages`);
    if (!/^-?[0-9]+$/.test(seed)) throw new TypeError(`--seed "${seed}" is not a number`);
    return { messages, seed };
  } catch (error) {
    console.error(`fuzz: ${error.message}`);
    return process.exit(2);
  }
}

const { messages, seed } = readArguments();
console.log(`fuzz: ${messages} messages, seed ${seed}`);
const { status } = spawnSync(
  process.execPath,
  [join(__dirname, "..", "node_modules", "jest", "bin", "jest.js"), "test/proxy/http/fuzz"],
  { stdio: "inherit", env: { ...process.env, PORTICO_FUZZ_MESSAGES: messages, PORTICO_SEED: seed } },
);
process.exit(status ?? 1);
