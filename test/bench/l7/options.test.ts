import { BenchUsageError } from "../../../bench/bench";
import { parseL7Options } from "../../../bench/l7/options";
import { SCENARIOS } from "../../../bench/l7/scenarios";

test("by default everything runs", () => {
  const options = parseL7Options([]);
  expect(options.scenarios).toEqual(SCENARIOS.map(({ name }) => name));
  expect(options).toMatchObject({ seconds: 3, rounds: 3, connections: 64, log: false, profile: undefined });
});

test("names keep the order of the table", () => {
  const options = parseL7Options(["--scenario", "16k,30b", "--peers", "nginx,portico", "--seconds", "1", "--log"]);
  expect(options).toMatchObject({ scenarios: ["30b", "16k"], peers: ["portico", "nginx"], seconds: 1, log: true });
});

test.each([
  ["an unknown option", ["--second", "1"], /--second/],
  ["an unknown scenario", ["--scenario", "30b,40b"], /--scenario: no "40b"/],
  ["an unknown peer", ["--peers", "apache"], /--peers: no "apache"/],
  ["no number", ["--rounds", "many"], /--rounds: a whole number/],
  ["nothing to run", ["--seconds", "0"], /--seconds: a whole number/],
])("%s is refused, with all options named", (_, args, message) => {
  expect(() => parseL7Options(args)).toThrow(BenchUsageError);
  expect(() => parseL7Options(args)).toThrow(message);
  expect(() => parseL7Options(args)).toThrow(/--connections N/);
});
