import fc from "fast-check";
import { countedSource } from "../../../lib/proxy/connections/counted-source";

const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
const groups = (count: number) => fc.array(group, { minLength: count, maxLength: count });

/** Networks of clients: neither link-local ones nor those that hold an address of IPv4. */
const network = groups(3).map((rest) => ["2001", ...rest]);

test("addresses of IPv6 in one network of 64 bits count as one, in whatever form", () => {
  fc.assert(
    fc.property(network, groups(4), groups(4), (shared, one, other) => {
      const padded = [...shared, ...other].map((text) => text.padStart(4, "0").toUpperCase());
      expect(countedSource(padded.join(":"))).toBe(countedSource([...shared, ...one].join(":")));
    }),
  );
  expect(countedSource("2001:db8::1")).toBe(countedSource("2001:db8:0:0:ffff::"));
});

test("those of two networks never do", () => {
  fc.assert(
    fc.property(network, network, groups(4), (one, other, rest) => {
      fc.pre(one.join() !== other.join());
      expect(countedSource([...one, ...rest].join(":"))).not.toBe(countedSource([...other, ...rest].join(":")));
    }),
  );
  expect(countedSource("2001:db8:0:1::1")).not.toBe(countedSource("2001:db8::1"));
});

test("each address of IPv4 counts by itself, whichever version the socket is of", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect([countedSource(address), countedSource(`::ffff:${address}`)]).toEqual([address, address]);
      const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
      expect(countedSource(`::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`)).toBe(address);
    }),
  );
});

test.each(["fe80::1", "fe80::1%eth0", ""])("%j counts by itself, too", (address) => {
  expect(new Set([address, "fe80::2", "fe80::2%eth0"].map(countedSource)).size).toBe(3);
});
