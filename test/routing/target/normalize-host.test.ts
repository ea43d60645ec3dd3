import fc from "fast-check";
import { isRefusal, normalizeHost } from "../../../lib/routing";

describe("normalizeHost", () => {
  test.each([
    ["example.com", "example.com", undefined],
    ["Example.COM", "example.com", undefined],
    ["example.com.", "example.com", undefined],
    ["example.com:8080", "example.com", 8080],
    ["EXAMPLE.com.:1", "example.com", 1],
    ["example.com:", "example.com", undefined],
    ["example.com:0080", "example.com", 80],
    ["example.com:65535", "example.com", 65_535],
    ["localhost", "localhost", undefined],
    ["a_b-c.d", "a_b-c.d", undefined],
    ["127.0.0.1:80", "127.0.0.1", 80],
    ["[::1]", "[::1]", undefined],
    ["[0:0:0:0:0:0:0:1]:80", "[::1]", 80],
    ["[2001:DB8:0:0::1]", "[2001:db8::1]", undefined],
    [`${"a".repeat(63)}.${"b".repeat(63)}`, `${"a".repeat(63)}.${"b".repeat(63)}`, undefined],
  ])("%s is %s with port %s", (host, hostname, port) => {
    expect(normalizeHost(host)).toEqual({ hostname, port });
  });

  test.each([
    ["", "empty"],
    [".", "not a host name"],
    ["a..b", "not a host name"],
    [".a", "not a host name"],
    ["a..", "not a host name"],
    ["a b", "not a host name"],
    ["a,b", "not a host name"],
    ["a%2eb", "not a host name"],
    ["*.a", "not a host name"],
    ["\u00e4.com", "not a host name"],
    ["a:b", "not a host name"],
    ["a:1:2", "not a host name"],
    ["a:-1", "not a host name"],
    [":80", "not a host name"],
    ["a:65536", "above 65535"],
    ["user@a", "user information"],
    ["user:pw@a", "user information"],
    ["::1", "not a host name"],
    ["[::1", "not a host name"],
    ["[::1]x", "not a host name"],
    ["[]", "not a host name"],
    ["[fe80::1%25eth0]", "not a host name"],
    ["[127.0.0.1]", "not a host name"],
    ["a\r\nb", "not a host name"],
    ["a".repeat(64), "not a host name"],
    [`a.${"b".repeat(64)}`, "not a host name"],
    [`${"a.".repeat(126)}bc`, "not a host name"],
  ])("%j is refused: %s", (host, reason) => {
    expect(normalizeHost(host)).toEqual({ status: 400, reason: expect.stringContaining(reason) });
  });

  test("gives what it would leave as it is", () => {
    const hosts = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
      fc.string(),
    );
    fc.assert(
      fc.property(hosts, fc.constantFrom("", ".", ":", ":81", ".:81"), (host, suffix) => {
        const normal = normalizeHost(host.toUpperCase() + suffix);
        if (isRefusal(normal)) return;
        expect(normalizeHost(normal.hostname)).toEqual({ hostname: normal.hostname, port: undefined });
      }),
    );
  });
});
