import { parseH2load } from "../../../bench/l7/load/h2load";
import { parseWrk } from "../../../bench/l7/load/wrk";

describe("wrk", () => {
  test("the line of the script is read, whatever wrk itself prints", () => {
    const output = [
      "Running 1s test @ http://127.0.0.1:1/30b",
      "  64 connections",
      '{"requests":100,"seconds":1.01,"p50":3.5,"p99":9,"p999":12.25,"errors":2}',
      "Requests/sec: 99.01",
    ].join("\n");
    expect(parseWrk(output)).toEqual({ requests: 100, seconds: 1.01, p50: 3.5, p99: 9, p999: 12.25, errors: 2 });
  });

  test("no such line is an error, not a measurement of zero", () => {
    expect(() => parseWrk("unable to connect")).toThrow(/no result: unable to connect/);
  });
});

describe("h2load", () => {
  const requests = "requests: 10 total, 10 started, 8 done, 7 succeeded, 3 failed, 1 errored, 0 timeout";
  const log = "1700000000000001\t200\t1000\n1700000000000002\t200\t3000\n1700000000000003\t200\t2000\n";

  test.each([
    ["3.00s", 3],
    ["250.50ms", 0.2505],
    ["900us", 0.0009],
  ])("counts, latencies from the log, and %s", (time, seconds) => {
    const output = `finished in ${time}, 2.33 req/s, 1.2KB/s\n${requests}\n`;
    expect(parseH2load(output, log)).toEqual({ requests: 7, seconds, p50: 2, p99: 3, p999: 3, errors: 3 });
  });
});
