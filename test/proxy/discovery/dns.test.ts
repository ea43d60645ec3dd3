import { DnsDiscoverer, type Lookup } from "../../../lib/proxy/discovery/dns";
import type { Member } from "../../../lib/topology";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A discoverer whose resolver answers what the test says, in turn and then the last again. */
function discover(...answers: readonly (readonly string[] | Error)[]) {
  const learned: (readonly Member[])[] = [];
  const errors: string[] = [];
  let asked = 0;
  const lookup: Lookup = (_hostname, _options, done) => {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? [];
    if (answer instanceof Error) done(answer, []);
    else
      done(
        null,
        answer.map((address) => ({ address, family: 4 })),
      );
  };
  const discoverer = new DnsDiscoverer(
    { type: "dns", hostname: "users.internal", port: 8080, refresh: "5s" },
    { onMembers: (members) => learned.push(members), onError: (reason) => errors.push(reason) },
    lookup,
  );
  return { discoverer, learned, errors, asked: () => asked };
}

describe("discovery by DNS", () => {
  test("each address is a member at the port that was named", () => {
    const { learned } = discover(["10.0.0.1", "10.0.0.2"]);

    expect(learned).toEqual([
      [
        { address: "10.0.0.1", port: 8080 },
        { address: "10.0.0.2", port: 8080 },
      ],
    ]);
  });

  test("the name is asked for again after each refresh, and a change is told", () => {
    const { learned, asked } = discover(["10.0.0.1"], ["10.0.0.2"]);

    jest.advanceTimersByTime(4999);
    expect(asked()).toBe(1);
    jest.advanceTimersByTime(1);

    expect(learned.at(-1)).toEqual([{ address: "10.0.0.2", port: 8080 }]);
  });

  test("the same addresses in another order are no change", () => {
    const { learned } = discover(["10.0.0.1", "10.0.0.2"], ["10.0.0.2", "10.0.0.1"]);

    jest.advanceTimersByTime(5000);

    expect(learned).toHaveLength(1);
  });

  test("a failure keeps what was known, and is told", () => {
    const { learned, errors } = discover(["10.0.0.1"], new Error("SERVFAIL"), ["10.0.0.3"]);

    jest.advanceTimersByTime(5000);
    expect(learned).toHaveLength(1);
    expect(errors).toEqual(["users.internal: SERVFAIL"]);
    jest.advanceTimersByTime(5000);

    expect(learned.at(-1)).toEqual([{ address: "10.0.0.3", port: 8080 }]);
  });

  test("ends when closed", () => {
    const { discoverer, asked } = discover(["10.0.0.1"]);

    discoverer.close();
    jest.advanceTimersByTime(60_000);

    expect(asked()).toBe(1);
  });
});
