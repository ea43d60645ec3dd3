import { BenchUsageError } from "../../../bench/bench";
import { parseSoakOptions } from "../../../bench/soak/options";

test("by default ten million requests, with a sample for each half million", () => {
  expect(parseSoakOptions([])).toEqual({ requests: 10_000_000, every: 500_000, connections: 64 });
});

test("a shorter run has as many samples", () => {
  expect(parseSoakOptions(["--requests", "300000"])).toMatchObject({ requests: 300_000, every: 15_000 });
});

test.each([
  ["an unknown option", ["--request", "1"]],
  ["no number", ["--requests", "many"]],
  ["nothing to do", ["--requests", "0"]],
])("%s is refused, with all options named", (_, args) => {
  expect(() => parseSoakOptions(args)).toThrow(BenchUsageError);
  expect(() => parseSoakOptions(args)).toThrow(/--connections N/);
});
