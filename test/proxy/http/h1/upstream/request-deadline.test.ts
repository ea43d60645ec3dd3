import { RequestDeadline } from "../../../../../lib/proxy/http/h1/upstream/request-deadline";
import { TimerWheel } from "../../../../../lib/proxy/time";

const NEVER = Number.POSITIVE_INFINITY;

/** A request with 100 ms for the connection, on a timer that goes off only by what the test says. */
function begin(timeout: number, connected: boolean) {
  const timer = new TimerWheel().create({ timerExpired() {} });
  const set = jest.spyOn(timer, "set").mockImplementation(() => {});
  const deadline = new RequestDeadline(timer, 100);
  deadline.begin(1000, timeout, connected);
  return { deadline, until: () => set.mock.lastCall?.[0] };
}

describe("a request waits", () => {
  test.each([
    ["for the connection, where that may take less than the answer", 500, false, 1100],
    ["for the answer, where that may take less than the connection", 50, false, 1050],
    ["for the answer alone, where there is a connection", 500, true, 1500],
    ["without end for the answer, where that has no limit", 0, true, NEVER],
  ])("%s", (_what, timeout, connected, until) => {
    expect(begin(timeout, connected).until()).toBe(until);
  });

  test("for the answer once the connection stands", () => {
    const { deadline, until } = begin(500, false);
    deadline.connected();
    expect(until()).toBe(1500);
  });

  test("from its last byte on", () => {
    const { deadline, until } = begin(500, true);
    const now = performance.now();
    deadline.requestSent(false);
    expect(until()).toBeGreaterThanOrEqual(now + 500);
  });
});

describe("where the time is up", () => {
  const unreachable = { kind: "unreachable", reason: "no connection within 100 ms" };
  const silent = { kind: "timeout", reason: "no response within 500 ms" };

  test("there was no connection", () => {
    expect(begin(500, false).deadline.expired(false, true, 0)).toEqual(unreachable);
  });

  test("there was no response", () => {
    const { deadline } = begin(500, true);
    deadline.requestSent(false);
    expect(deadline.expired(true, false, 10)).toEqual(silent);
  });

  test("the client may have yet to send of the request: the wait begins anew", () => {
    const { deadline, until } = begin(500, true);
    expect(deadline.expired(true, true, 0)).toBeUndefined();
    expect(until()).not.toBe(1500);
  });

  test("the instance may take the request slowly: the wait ends once it takes no more", () => {
    const { deadline } = begin(500, true);
    expect(deadline.expired(true, false, 10)).toBeUndefined();
    expect(deadline.expired(true, false, 20)).toBeUndefined();
    expect(deadline.expired(true, false, 20)).toEqual(silent);
  });
});
