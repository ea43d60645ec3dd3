import { randomInt } from "node:crypto";

/** What random inputs are made from unless PORTICO_SEED says otherwise: whether tests pass is not left to luck. */
const FIXED_SEED = 1;

/** Runs once, before the tests: settles the seed of all properties, and says it where it is a fresh one. */
export default function chooseSeed(): void {
  const given = process.env.PORTICO_SEED ?? String(FIXED_SEED);
  if (given !== "random" && !/^-?[0-9]+$/.test(given)) {
    throw new TypeError(`PORTICO_SEED is "${given}", which is neither a number nor "random"`);
  }
  const seed = given === "random" ? String(randomInt(2 ** 31)) : given;
  if (given === "random") process.stderr.write(`The same inputs again: PORTICO_SEED=${seed}\n`);
  process.env.PORTICO_SEED = seed;
}
