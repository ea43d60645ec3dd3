import { redirectLocation } from "../../../lib/routing";
import type { RequestRedirect } from "../../../lib/topology";

const TARGET = { hostname: "shop.example.com", path: "/a/b", search: "?c" };

describe("redirectLocation", () => {
  /** The ports of the Gateway API's conformance test `httproute-redirect-port-and-scheme`, for every listener in it. */
  test.each<[scheme: "http" | "https", port: number, filter: Omit<RequestRedirect, "type">, authority: string]>([
    ["http", 80, {}, "http://example.org"],
    ["http", 80, { port: 80 }, "http://example.org"],
    ["http", 80, { port: 8080 }, "http://example.org:8080"],
    ["http", 80, { scheme: "https" }, "https://example.org"],
    ["http", 80, { scheme: "https", port: 443 }, "https://example.org"],
    ["http", 80, { scheme: "https", port: 8443 }, "https://example.org:8443"],
    ["http", 8080, {}, "http://example.org:8080"],
    ["http", 8080, { port: 80 }, "http://example.org"],
    ["http", 8080, { scheme: "https" }, "https://example.org"],
    ["https", 443, {}, "https://example.org"],
    ["https", 443, { port: 443 }, "https://example.org"],
    ["https", 443, { port: 8443 }, "https://example.org:8443"],
    ["https", 443, { scheme: "http" }, "http://example.org"],
    ["https", 443, { scheme: "http", port: 80 }, "http://example.org"],
    ["https", 443, { scheme: "http", port: 8080 }, "http://example.org:8080"],
    ["https", 80, {}, "https://example.org:80"],
    ["http", 443, {}, "http://example.org:443"],
  ])("of a request over %s on port %d with %j begins with %4$s", (scheme, port, filter, authority) => {
    const redirect: RequestRedirect = { type: "RequestRedirect", hostname: "example.org", ...filter };
    expect(redirectLocation(redirect, { scheme, port, target: TARGET, match: {} })).toBe(`${authority}/a/b?c`);
  });

  test("keeps the request's hostname where the filter names none", () => {
    const target = { ...TARGET, hostname: "[::1]" };
    const redirect: RequestRedirect = { type: "RequestRedirect", scheme: "https" };
    expect(redirectLocation(redirect, { scheme: "http", port: 8080, target, match: {} })).toBe("https://[::1]/a/b?c");
  });
});
