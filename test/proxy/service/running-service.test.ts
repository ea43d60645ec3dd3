import type { Lease, PickContext } from "../../../lib/proxy/engine";
import { RunningService, type ServiceContext } from "../../../lib/proxy/service";
import type { Service } from "../../../lib/topology";

const client: PickContext = { sourceAddress: "10.0.0.1" };

function member(port: number, weight = 1) {
  return { address: "10.1.0.1", port, weight };
}

/** A service with a clock that only the test moves. */
class Fixture {
  now = 0;
  readonly service: RunningService;

  constructor(
    private config: Service = { name: "users", members: [member(1), member(2)] },
    context: Partial<ServiceContext> = {},
  ) {
    this.service = new RunningService(config, {
      now: () => this.now,
      random: Math.random,
      affinityKey: "key",
      onHealth: () => {},
      ...context,
    });
  }

  update(change: Partial<Service>): void {
    this.config = { ...this.config, ...change };
    this.service.update(this.config);
  }

  /** The port that is picked, and given back at once. */
  pick(context: PickContext = client): number | undefined {
    const lease = this.service.acquire(context);
    lease?.release("completed");
    return lease?.instance.port;
  }

  /** Ports of several picks. */
  picks(count: number): (number | undefined)[] {
    return Array.from({ length: count }, () => this.pick());
  }

  lease(context: PickContext = client): Lease {
    const lease = this.service.acquire(context);
    if (lease === undefined) throw new Error("no instance can be used");
    return lease;
  }
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe("instances", () => {
  test("a lease counts while it is held, and only once is given back", () => {
    const { service } = new Fixture({ name: "users", members: [member(1)] });

    const one = service.acquire(client);
    const two = service.acquire(client);
    expect(service.status()).toMatchObject([{ id: "10.1.0.1:1", active: 2 }]);
    one?.release("completed");
    one?.release("completed");
    expect(service.status()).toMatchObject([{ active: 1 }]);
    two?.release("completed");
    expect(service.status()).toMatchObject([{ active: 0 }]);
  });

  test("one of weight 0 takes no traffic", () => {
    const fixture = new Fixture({ name: "users", members: [member(1, 0), member(2)] });

    expect(fixture.picks(3)).toEqual([2, 2, 2]);
  });

  test("one that was tried is avoided while there is another", () => {
    const fixture = new Fixture();
    const first = fixture.lease();

    expect(fixture.pick({ ...client, tried: [first.instance] })).not.toBe(first.instance.port);
    expect(fixture.pick({ ...client, tried: [first.instance] })).not.toBe(first.instance.port);
  });

  test("an IPv6 address stands in brackets", () => {
    const { service } = new Fixture({ name: "users", members: [{ address: "2001:db8::1", port: 80 }] });

    expect(service.status()).toMatchObject([{ id: "[2001:db8::1]:80" }]);
  });
});

describe("ejection by real traffic", () => {
  test("an instance that cannot be reached is avoided, for longer each time", () => {
    const fixture = new Fixture();
    const fail = () => {
      for (;;) {
        const lease = fixture.lease();
        lease.release(lease.instance.port === 1 ? "unreachable" : "completed");
        if (lease.instance.port === 1) return;
      }
    };
    fail();
    expect(new Set(fixture.picks(4))).toEqual(new Set([2]));

    fixture.now += 1000;
    fail();
    fixture.now += 1000;
    expect(new Set(fixture.picks(4))).toEqual(new Set([2]));

    fixture.now += 1000;
    expect(new Set(fixture.picks(4))).toEqual(new Set([1, 2]));
  });

  test("connections that break eject only after five in a row", () => {
    const fixture = new Fixture({ name: "users", members: [member(1)] });
    const fails = (count: number) => {
      for (let index = 0; index < count; index++) fixture.lease().release("failed");
    };

    fails(4);
    fixture.lease().release("completed");
    fails(4);
    expect(fixture.service.status()).toMatchObject([{ ejected: false }]);
    fails(1);
    expect(fixture.service.status()).toMatchObject([{ ejected: true }]);
  });

  test("a client that went away says nothing about the instance", () => {
    const fixture = new Fixture({ name: "users", members: [member(1)] });

    for (let index = 0; index < 20; index++) fixture.lease().release("abandoned");

    expect(fixture.service.status()).toMatchObject([{ ejected: false }]);
  });

  test("where every instance is ejected, they are used all the same", () => {
    const fixture = new Fixture();

    fixture.lease().release("unreachable");
    fixture.lease().release("unreachable");

    expect(new Set(fixture.picks(4))).toEqual(new Set([1, 2]));
  });
});

describe("a changed configuration", () => {
  test("instances that stay keep their leases and their state", () => {
    const fixture = new Fixture();
    fixture.lease();
    fixture.lease().release("unreachable");

    fixture.update({ members: [member(1), member(2), member(3)] });

    expect(fixture.service.status()).toMatchObject([
      { id: "10.1.0.1:1", active: 1, ejected: false },
      { id: "10.1.0.1:2", active: 0, ejected: true },
      { id: "10.1.0.1:3", active: 0, ejected: false },
    ]);
  });

  test("an instance that is gone takes nothing new, ends what it has, and is retired then", () => {
    const fixture = new Fixture();
    const held = fixture.lease();
    const retired = jest.fn();
    held.instance.onRetired(retired);

    fixture.update({ members: [member(2)] });

    expect(fixture.picks(3)).toEqual([2, 2, 2]);
    expect(retired).not.toHaveBeenCalled();
    held.release("completed");
    expect(retired).toHaveBeenCalledTimes(1);
  });

  test("an idle instance is retired at once", () => {
    const fixture = new Fixture();
    const { instance } = fixture.lease();
    const lease = fixture.lease();
    lease.release("completed");
    const retired = jest.fn();
    lease.instance.onRetired(retired);

    fixture.update({ members: [member(instance.port)] });

    expect(retired).toHaveBeenCalledTimes(1);
  });

  test("what is not given back within the drain time is revoked", () => {
    const fixture = new Fixture({ name: "users", members: [member(1)], drain: "10s" });
    const held = fixture.lease();
    const revoked = jest.fn();
    held.onRevoked = revoked;
    fixture.update({ members: [] });

    jest.advanceTimersByTime(9999);
    expect(revoked).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);

    expect(revoked).toHaveBeenCalledTimes(1);
  });

  test("one that is named again before it was gone is the same as before", () => {
    const fixture = new Fixture({ name: "users", members: [member(1)] });
    const held = fixture.lease();
    const revoked = jest.fn();
    held.onRevoked = revoked;

    fixture.update({ members: [] });
    fixture.update({ members: [member(1)] });
    jest.advanceTimersByTime(60_000);

    expect(fixture.lease().instance).toBe(held.instance);
    expect(revoked).not.toHaveBeenCalled();
  });

  test("another algorithm is taken up", () => {
    const fixture = new Fixture();
    expect(new Set(fixture.picks(4)).size).toBe(2);

    fixture.update({ balancing: { algorithm: "SourceHash" } });

    expect(new Set(fixture.picks(4)).size).toBe(1);
  });

  test("members that were discovered stand beside those that are named", () => {
    const fixture = new Fixture({ name: "users", members: [member(1)] });

    fixture.service.setDiscovered([member(7)]);
    expect(new Set(fixture.picks(4))).toEqual(new Set([1, 7]));
    fixture.update({ members: [member(2)] });
    expect(new Set(fixture.picks(4))).toEqual(new Set([2, 7]));
  });
});

describe("session affinity by cookie", () => {
  const config: Service = {
    name: "users",
    members: [member(1), member(2), member(3)],
    sessionAffinity: { type: "Cookie", cookieName: "stick" },
  };

  /** A client that sends back the cookie it was given. */
  function tiedTo(cookie: string | undefined): PickContext {
    const value = /^stick=([^;]+)/.exec(cookie ?? "")?.[1];
    return {
      ...client,
      attribute: (kind, name) => (kind === "cookie" && name === "stick" ? value : undefined),
    };
  }

  test("a client without a cookie gets one, and keeps its instance by it", () => {
    const fixture = new Fixture(config);
    const first = fixture.lease(tiedTo(undefined));
    const tied = tiedTo(first.affinityCookie);

    for (let index = 0; index < 6; index++) expect(fixture.pick(tied)).toBe(first.instance.port);
    expect(fixture.lease(tied).affinityCookie).toBeUndefined();
  });

  test("the cookie tells no address", () => {
    const { affinityCookie } = new Fixture(config).lease();

    expect(affinityCookie).toMatch(/^stick=[A-Za-z0-9_-]{22}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test("a ttl limits it, and TLS marks it", () => {
    const fixture = new Fixture({ ...config, sessionAffinity: { type: "Cookie", ttl: "1h" } });

    expect(fixture.lease({ ...client, secure: true }).affinityCookie).toMatch(/^portico=.*; Max-Age=3600; Secure$/);
  });

  test("copies of the proxy with one key agree; with another key they do not", () => {
    const fixture = new Fixture(config);
    const { affinityCookie, instance } = fixture.lease();
    const tied = tiedTo(affinityCookie);

    expect(new Fixture(config).pick(tied)).toBe(instance.port);
    expect(new Fixture(config, { affinityKey: "other" }).lease(tied).affinityCookie).toBeDefined();
  });

  test("an unknown value counts as none", () => {
    expect(new Fixture(config).lease(tiedTo("stick=forged;")).affinityCookie).toBeDefined();
  });

  test("a client tied to an instance that failed it gets another, and a new cookie", () => {
    const fixture = new Fixture(config);
    const first = fixture.lease();
    const next = fixture.lease({ ...tiedTo(first.affinityCookie), tried: [first.instance] });

    expect(next.instance).not.toBe(first.instance);
    expect(next.affinityCookie).toBeDefined();
  });

  test("a client tied to an instance that drains goes on there until the drain time is over", () => {
    const fixture = new Fixture({ ...config, drain: "10s" });
    const first = fixture.lease();
    first.release("completed");
    const tied = tiedTo(first.affinityCookie);

    fixture.update({ members: config.members?.filter(({ port }) => port !== first.instance.port) ?? [] });

    expect(fixture.pick(tied)).toBe(first.instance.port);
    jest.advanceTimersByTime(10_000);
    expect(fixture.pick(tied)).not.toBe(first.instance.port);
  });
});

describe("session affinity by source address", () => {
  const config: Service = {
    name: "users",
    members: [member(1), member(2)],
    sessionAffinity: { type: "SourceIP", ttl: "10s" },
  };

  test("a client keeps its instance while it keeps coming, and sees no cookie", () => {
    const fixture = new Fixture(config);
    const first = fixture.lease();
    expect(first.affinityCookie).toBeUndefined();

    for (let index = 0; index < 5; index++) {
      fixture.now += 9000;
      expect(fixture.pick()).toBe(first.instance.port);
    }
  });

  test("after its ttl it is free again", () => {
    const fixture = new Fixture(config);
    const seen = new Set<number | undefined>();

    for (let index = 0; index < 4; index++) {
      seen.add(fixture.pick());
      fixture.now += 10_000;
    }

    expect(seen).toEqual(new Set([1, 2]));
  });

  test("two clients are told apart", () => {
    const fixture = new Fixture(config);

    expect(fixture.pick({ sourceAddress: "10.0.0.1" })).not.toBe(fixture.pick({ sourceAddress: "10.0.0.2" }));
  });
});
