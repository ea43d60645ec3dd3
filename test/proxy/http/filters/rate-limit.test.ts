import fc from "fast-check";
import { clientKey } from "../../../../lib/proxy/http/filters/rate-limit/client-key";
import { TokenBuckets } from "../../../../lib/proxy/http/filters/rate-limit/token-buckets";
import { fetchFrom } from "../../support/clients";
import { routed, startFiltered } from "./support";

describe("a token bucket", () => {
  const perSecond = { tokensPerMillisecond: 1 / 1000, size: 2 };

  test("gives what it holds, then one for each that has come", () => {
    const buckets = new TokenBuckets(perSecond);
    expect([0, 0, 0, 999, 1000, 1000].map((now) => Math.round(buckets.take("a", now)))).toEqual([
      0, 0, 1000, 1, 0, 1000,
    ]);
  });

  test("is never fuller than its size", () => {
    const buckets = new TokenBuckets(perSecond);
    expect([0, 1e9, 1e9, 1e9].map((now) => buckets.take("a", now) === 0)).toEqual([true, true, true, false]);
  });

  test("is each one's own", () => {
    const buckets = new TokenBuckets({ ...perSecond, size: 1 });
    expect(["a", "b", "a"].map((key) => buckets.take(key, 0) === 0)).toEqual([true, true, false]);
  });

  test("in any time no more come through than its size and what has filled it", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 5 }), (pauses, size) => {
        const buckets = new TokenBuckets({ tokensPerMillisecond: 1 / 1000, size });
        let now = 0;
        let passed = 0;
        for (const pause of pauses) {
          now += pause;
          if (buckets.take("a", now) === 0) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(size + now / 1000);
      }),
    );
  });

  test("no more are remembered than there is room for, and who came last stays", () => {
    const buckets = new TokenBuckets({ ...perSecond, size: 1 }, 3);
    for (const key of ["a", "b", "c", "a", "d"]) buckets.take(key, 0);
    expect(buckets.count).toBe(3);
    expect(buckets.take("a", 0)).toBeGreaterThan(0);
    expect(buckets.take("b", 0)).toBe(0);
  });
});

describe("who a request counts for", () => {
  const source = (sourceAddress: string) => clientKey("source")(routed({ sourceAddress }));

  test.each([
    ["the same address", "192.0.2.1", "192.0.2.1", true],
    ["another address", "192.0.2.1", "192.0.2.2", false],
    ["IPv6: another address of one network", "2001:db8::1", "2001:db8::ffff:1", true],
    ["IPv6: another network", "2001:db8::1", "2001:db8:0:1::1", false],
    ["IPv6 that stands for IPv4: another address", "::ffff:192.0.2.1", "::ffff:192.0.2.2", false],
    ["IPv6 that stands for IPv4: that address", "::ffff:192.0.2.1", "192.0.2.1", true],
    ["IPv6: another machine on the same link", "fe80::1", "fe80::2", false],
  ])("%s", (_, one, other, same) => {
    expect(source(one) === source(other)).toBe(same);
  });

  test.each([
    ["header:X-Key", { "x-key": "k" }],
    ["cookie:id", { cookie: "a=b; id=k" }],
  ])("%s", (key, headers) => {
    const keyOf = clientKey(key);
    const [here, there] = [{ sourceAddress: "192.0.2.1" }, { sourceAddress: "192.0.2.2" }];
    expect(keyOf(routed({ headers, ...here }))).toBe(keyOf(routed({ headers, ...there })));
    expect(keyOf(routed(here))).not.toBe(keyOf(routed(there)));
    // Nobody takes somebody else's bucket by calling himself by an address.
    expect(keyOf(routed({ headers: { "x-key": "192.0.2.1", cookie: "id=192.0.2.1" }, ...there }))).not.toBe(
      keyOf(routed(here)),
    );
  });

  test("a long value takes no more room than a short one", () => {
    const keyOf = clientKey("header:x");
    const long = "x".repeat(30_000);
    expect(keyOf(routed({ headers: { x: long } })).length).toBeLessThan(100);
    expect(keyOf(routed({ headers: { x: long } }))).not.toBe(keyOf(routed({ headers: { x: `${long}y` } })));
  });
});

test("the one too many is answered 429, and told when to come again", async () => {
  const { port, seen } = await startFiltered([{ type: "RateLimit", requests: 2, interval: "1h", burst: 2 }]);

  const replies = [];
  for (let count = 0; count < 3; count++) replies.push(await fetchFrom(port, "/"));

  expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(Number(replies[2]?.headers["retry-after"])).toBeGreaterThan(1000);
  expect(seen).toHaveLength(2);
});
