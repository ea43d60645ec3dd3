import fc from "fast-check";
import chooseSeed from "./choose-seed";

const seed = process.env.PORTICO_SEED;

afterEach(() => {
  process.env.PORTICO_SEED = seed;
  jest.restoreAllMocks();
});

test("properties take the seed of the run", () => {
  expect(fc.readConfigureGlobal().seed).toBe(Number(seed));
  expect(fc.sample(fc.nat(), 5)).toEqual(fc.sample(fc.nat(), { seed: Number(seed), numRuns: 5 }));
});

test.each([
  [undefined, "1"],
  ["20", "20"],
  ["-5", "-5"],
])("PORTICO_SEED %s is the seed %s", (given, chosen) => {
  if (given === undefined) delete process.env.PORTICO_SEED;
  else process.env.PORTICO_SEED = given;
  chooseSeed();
  expect(process.env.PORTICO_SEED).toBe(chosen);
});

test("PORTICO_SEED=random is a fresh seed each time, which is said", () => {
  const said = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const seeds = [1, 2].map(() => {
    process.env.PORTICO_SEED = "random";
    chooseSeed();
    return process.env.PORTICO_SEED;
  });
  expect(seeds[0]).not.toBe(seeds[1]);
  expect(said.mock.calls.map(([text]) => text)).toEqual(
    seeds.map((one) => `The same inputs again: PORTICO_SEED=${one}\n`),
  );
});

test("anything else is refused", () => {
  process.env.PORTICO_SEED = "soon";
  expect(chooseSeed).toThrow('PORTICO_SEED is "soon", which is neither a number nor "random"');
});
