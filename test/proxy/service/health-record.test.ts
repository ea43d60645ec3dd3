import { HealthRecord } from "../../../lib/proxy/service/health";
import { parseStatusRanges, statusExpected } from "../../../lib/proxy/service/health/probes/expected-statuses";

const thresholds = { healthy: 2, unhealthy: 3 };

/** What an instance is thought of after each result: `+` for a success, `-` for a failure. */
function opinions(results: string): string {
  const record = new HealthRecord();
  return [...results]
    .map((result) => {
      record.record(result === "+", thresholds);
      return record.passing ? "u" : "d";
    })
    .join("");
}

describe("health by active checks", () => {
  test.each([
    { results: "+++", opinion: "uuu", why: "an instance starts as usable" },
    { results: "-", opinion: "d", why: "one never seen well is taken out by its first failure" },
    { results: "+--", opinion: "uuu", why: "fewer failures than it takes" },
    { results: "+---", opinion: "uuud", why: "three failures in a row" },
    { results: "+--+--", opinion: "uuuuuu", why: "a success between them starts anew" },
    { results: "+---+", opinion: "uuudd", why: "one success is not enough" },
    { results: "+---++", opinion: "uuuddu", why: "two successes in a row" },
    { results: "+---+-++", opinion: "uuuddddu", why: "a failure between them starts anew" },
    { results: "-++--", opinion: "dduuu", why: "once seen well, it takes three failures again" },
  ])("$results: $opinion, $why", ({ results, opinion }) => {
    expect(opinions(results)).toBe(opinion);
  });

  test("says when the opinion turns, and only then", () => {
    const record = new HealthRecord();

    expect([true, false, false, false, false, true, true].map((success) => record.record(success, thresholds))).toEqual(
      [false, false, false, true, false, false, true],
    );
  });
});

describe("expected statuses", () => {
  test.each([
    { ranges: ["200-399"], status: 200, expected: true },
    { ranges: ["200-399"], status: 399, expected: true },
    { ranges: ["200-399"], status: 400, expected: false },
    { ranges: ["200-399"], status: 199, expected: false },
    { ranges: ["204", "301-302"], status: 204, expected: true },
    { ranges: ["204", "301-302"], status: 302, expected: true },
    { ranges: ["204", "301-302"], status: 200, expected: false },
  ])("$status in $ranges: $expected", ({ ranges, status, expected }) => {
    expect(statusExpected(parseStatusRanges(ranges), status)).toBe(expected);
  });
});
