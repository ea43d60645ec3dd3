import fc from "fast-check";
import { HostnameSet, hostnameCovers, intersectHostnames, isWildcard } from "../../lib/topology";

const label = fc.constantFrom("a", "b", "ab", "example");
const hostname = fc
  .tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 4 }))
  .map(([wild, labels]) => `${wild ? "*." : ""}${labels.join(".")}`);

describe("isWildcard", () => {
  it.each([
    ["*.example.com", true],
    ["example.com", false],
  ])("%s: %p", (name, expected) => {
    expect(isWildcard(name)).toBe(expected);
  });
});

describe("hostnameCovers", () => {
  it.each([
    ["a.com", "a.com", true],
    ["A.com", "a.COM", true],
    ["a.com", "b.com", false],
    ["a.com", "*.a.com", false],
    ["b.a.com", "*.a.com", false],
    ["*.a.com", "b.a.com", true],
    ["*.a.com", "c.b.a.com", true],
    ["*.A.com", "b.a.com", true],
    ["*.a.com", "*.a.com", true],
    ["*.a.com", "*.b.a.com", true],
    ["*.b.a.com", "*.a.com", false],
    ["*.a.com", "a.com", false],
    ["*.a.com", "xa.com", false],
    ["*.a.com", ".a.com", false],
  ])("%s covers %s: %p", (pattern, host, expected) => {
    expect(hostnameCovers(pattern, host)).toBe(expected);
  });
});

describe("intersectHostnames", () => {
  it.each<[string, readonly string[] | undefined, readonly string[] | undefined, readonly string[] | undefined]>([
    ["neither is given: every host", undefined, undefined, undefined],
    ["an empty list is as good as none", [], [], undefined],
    ["the router's alone", ["a.com", "B.com"], undefined, ["a.com", "b.com"]],
    ["the route's alone", undefined, ["b.com", "b.com"], ["b.com"]],
    ["equal, without regard to case", ["Shop.com"], ["SHOP.com"], ["shop.com"]],
    ["the route narrows", ["a.com", "b.com"], ["b.com"], ["b.com"]],
    ["the route is under a wildcard", ["*.a.com"], ["b.a.com", "c.com"], ["b.a.com"]],
    [
      "the route's wildcard reaches names of the router",
      ["a.com", "b.a.com", "c.a.com"],
      ["*.a.com"],
      ["b.a.com", "c.a.com"],
    ],
    ["of nested wildcards the longer stays", ["*.a.com"], ["*.b.a.com"], ["*.b.a.com"]],
    ["of nested wildcards the longer stays, the other way", ["*.b.a.com"], ["*.a.com"], ["*.b.a.com"]],
    [
      "both lists have the wildcard and a name under it",
      ["*.a.com", "b.a.com"],
      ["b.a.com", "*.a.com"],
      ["b.a.com", "*.a.com"],
    ],
    ["nothing in common", ["a.com"], ["b.com"], []],
    ["a wildcard does not reach its apex", ["*.a.com"], ["a.com"], []],
  ])("%s", (_title, router, route, expected) => {
    expect(intersectHostnames(router, route)).toEqual(expected);
  });

  const host = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join("."));
  const someHostnames = fc.array(hostname, { minLength: 1, maxLength: 6 });

  it("covers exactly the hosts that both lists cover", () => {
    fc.assert(
      fc.property(someHostnames, someHostnames, host, (router, route, name) => {
        const among = (list: readonly string[]) => list.some((pattern) => hostnameCovers(pattern, name));
        expect(among(intersectHostnames(router, route) ?? [])).toBe(among(router) && among(route));
      }),
    );
  });

  it("is what one prepared set gives for each of many lists", () => {
    fc.assert(
      fc.property(someHostnames, fc.array(someHostnames), (router, routes) => {
        const set = new HostnameSet(router);
        for (const route of routes) expect(set.intersect(route)).toEqual(intersectHostnames(router, route));
      }),
    );
  });
});
