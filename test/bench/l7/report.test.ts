import type { Measured, Round } from "../../../bench/l7/measure";
import { promisesOf, rowsOf } from "../../../bench/l7/report";

const KINDS = new Map([
  ["portico", "portico"],
  ["nginx", "reference"],
  ["haproxy", "reference"],
  ["http-proxy", "javascript"],
] as const);

function round(changes: Partial<Round>): Round {
  const load = { requests: 1000, seconds: 1, p50: 1, p99: 2, p999: 3, errors: 0 };
  return { ...load, cpuMicroseconds: 20, busy: 1, residentKib: 2048, ...changes };
}

function measured(peer: string, rounds: readonly Partial<Round>[], scenario = "30b"): Measured {
  return { scenario, peer, rounds: rounds.map(round) };
}

describe("a row", () => {
  test("has medians, all errors, and the ratio to the better reference", () => {
    const [row] = rowsOf(
      [
        measured("portico", [
          { cpuMicroseconds: 36, errors: 1 },
          { cpuMicroseconds: 30 },
          { cpuMicroseconds: 24, errors: 2 },
        ]),
        measured("nginx", [{ cpuMicroseconds: 25 }]),
        measured("haproxy", [{ cpuMicroseconds: 20 }]),
      ],
      KINDS,
    );
    expect(row).toMatchObject({ proxy: "portico", "CPU µs": 30, "± %": 20, "× best": 1.5, errors: 3, MiB: 2 });
  });

  test("of a proxy that was left out says why, and counts for nothing", () => {
    const leftOut = { scenario: "30b", peer: "nginx", rounds: [], leftOut: "not spoken" };
    const rows = rowsOf([measured("portico", [{}]), leftOut], KINDS);
    expect(rows[1]).toEqual({ scenario: "30b", proxy: "nginx", note: "not spoken" });
    expect(rows[0]).not.toHaveProperty("× best");
  });

  test("is compared within its own scenario", () => {
    const rows = rowsOf([measured("portico", [{}], "16k"), measured("nginx", [{}], "30b")], KINDS);
    expect(rows[0]).not.toHaveProperty("× best");
  });
});

describe("the bars", () => {
  const others = [
    measured("nginx", [{ cpuMicroseconds: 20, p999: 10 }]),
    measured("haproxy", [{ cpuMicroseconds: 16, p999: 1 }]),
    measured("http-proxy", [{ cpuMicroseconds: 60 }]),
  ];

  test("are CPU to the references and to JavaScript, and the tail to nginx's", () => {
    const promises = promisesOf([measured("portico", [{ cpuMicroseconds: 24, p999: 15 }]), ...others], KINDS);
    expect(promises.map(({ measured: value, atMost }) => [value, atMost])).toEqual([
      [1.5, 1.3],
      [0.4, 0.33],
      [1.5, 2],
    ]);
  });

  test("are silent about what was not measured", () => {
    expect(promisesOf([measured("portico", [{}])], KINDS)).toEqual([]);
    expect(promisesOf(others, KINDS)).toEqual([]);
  });

  test("hold the memory of connections at rest", () => {
    const [promise] = promisesOf([measured("portico", [{ kibPerConnection: 11 }], "idle")], KINDS);
    expect(promise).toMatchObject({ measured: 11, atMost: 12 });
  });
});
