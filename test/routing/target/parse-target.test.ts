import { parseTarget } from "../../../lib/routing";

describe("parseTarget", () => {
  test.each([
    ["/", "a.com", { hostname: "a.com", host: "a.com", path: "/", query: "", search: "" }],
    [
      "/a//b?x=/../",
      "A.com:80",
      { hostname: "a.com", host: "A.com:80", path: "/a/b", query: "x=/../", search: "?x=/../" },
    ],
    ["/a?", "a.com", { hostname: "a.com", host: "a.com", path: "/a", query: "", search: "?" }],
    ["/a??", "a.com", { hostname: "a.com", host: "a.com", path: "/a", query: "?", search: "??" }],
  ])("origin form: %s at %s", (target, host, parsed) => {
    expect(parseTarget(target, host)).toEqual(parsed);
  });

  test.each([
    ["http://a.com/b?c", { hostname: "a.com", host: "a.com", path: "/b", query: "c", search: "?c" }],
    ["HTTPS://A.com.:81/b", { hostname: "a.com", host: "A.com.:81", path: "/b", query: "", search: "" }],
    ["http://a.com", { hostname: "a.com", host: "a.com", path: "/", query: "", search: "" }],
    ["http://a.com?b=c", { hostname: "a.com", host: "a.com", path: "/", query: "b=c", search: "?b=c" }],
    ["http://[::1]:8080/", { hostname: "[::1]", host: "[::1]:8080", path: "/", query: "", search: "" }],
  ])("absolute form: %s, whatever the Host", (target, parsed) => {
    expect(parseTarget(target, "other.example.com")).toEqual(parsed);
    expect(parseTarget(target, undefined)).toEqual(parsed);
  });

  test.each([
    ["/", undefined, "no Host"],
    ["/", "", "the Host is empty"],
    ["*", "a.com", "does not start"],
    ["a.com:443", "a.com", "does not start"],
    ["ftp://a.com/", "a.com", "does not start"],
    ["", "a.com", "does not start"],
    ["http:///b", "a.com", "the Host is empty"],
    ["http://", "a.com", "the Host is empty"],
    ["http://user@a.com/", "a.com", "user information"],
    ["http://a.com#b", "a.com", "percent-encoded"],
    ["http://a.com\\b/", "a.com", "not a host name"],
    ["/a?b c", "a.com", "the query holds"],
    ["/a?b#c", "a.com", "the query holds"],
    ["/a?\u00e4", "a.com", "the query holds"],
    ["/a?\u0000", "a.com", "the query holds"],
  ])("%j at %s is refused: %s", (target, host, reason) => {
    expect(parseTarget(target, host)).toEqual({ status: 400, reason: expect.stringContaining(reason) });
  });

  test("leaves in a query what browsers send there, valid escape or not", () => {
    const query = "a=\"<>[\\]^`{|}&b=%zz&c='";
    expect(parseTarget(`/?${query}`, "a.com")).toMatchObject({ query });
  });
});
