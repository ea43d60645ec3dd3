import { type Bench, BenchUsageError } from "../../bench/bench";
import { chooseBenches } from "../../bench/choose";

const bench = (name: string, missing?: string): Bench => ({
  name,
  title: name,
  ...(missing === undefined ? {} : { missing: () => missing }),
  run: () => ({ rows: [], promises: [] }),
});
const ALL = [bench("a"), bench("b", "there is no wrk"), bench("c")];

const names = (chosen: readonly Bench[]) => chosen.map(({ name }) => name);

test("without names all run that can, and it is said why others do not", () => {
  const { benches, leftOut } = chooseBenches([], ALL);
  expect({ benches: names(benches), leftOut }).toEqual({ benches: ["a", "c"], leftOut: ["b: there is no wrk"] });
});

test("those that are named run, and no others", () => {
  expect(names(chooseBenches(["c"], ALL).benches)).toEqual(["c"]);
});

test.each([
  [["d"], 'no bench "d"; there is a, b, c'],
  [["a", "b"], "b: there is no wrk"],
])("%j cannot be done", (wanted, message) => {
  expect(() => chooseBenches(wanted, ALL)).toThrow(new BenchUsageError(message));
});
