import fc from "fast-check";
import { isRefusal, normalizePath } from "../../../lib/routing";
import { rawPaths } from "../arbitraries";

const PCHAR = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})+$/;

describe("normalizePath", () => {
  test.each([
    ["/", "/"],
    ["/a/b", "/a/b"],
    ["/a/b/", "/a/b/"],
    ["//", "/"],
    ["///a", "/a"],
    ["/.", "/"],
    ["/./", "/"],
    ["/a/.", "/a/"],
    ["/a/..", "/"],
    ["/a/../", "/"],
    ["/a/b/..", "/a/"],
    ["/a/./b/../c", "/a/c"],
    ["/.a/..b/...", "/.a/..b/..."],
    ["/a.", "/a."],
    ["/%41%5a%61%7A%30%39%2d%2E%5f%7e", "/AZaz09-._~"],
    ["/%2f%5c%3f%23%20", "/%2F%5C%3F%23%20"],
    ["/%c3%Bc", "/%C3%BC"],
    ["/%25%34%31", "/%2541"],
    ["/a/%2e%2e/b", "/b"],
    ["/a/.%2e/b", "/b"],
    ["/a//%2E/b", "/a/b"],
    ["/!$&'()*+,;=:@", "/!$&'()*+,;=:@"],
  ])("%s is %s", (path, normal) => {
    expect(normalizePath(path)).toBe(normal);
  });

  test.each([
    ["", "does not start"],
    ["a", "does not start"],
    ["*", "does not start"],
    ["/%", "two hex digits"],
    ["/%1", "two hex digits"],
    ["/%1g", "two hex digits"],
    ["/%%30", "two hex digits"],
    ["/%00", "%00"],
    ["/..", "above its root"],
    ["/a/../..", "above its root"],
    ["/%2e%2E/", "above its root"],
    ["/ ", "percent-encoded"],
    ["/\\", "percent-encoded"],
    ["/#", "percent-encoded"],
    ["/?", "percent-encoded"],
    ['/"', "percent-encoded"],
    ["/\u007f", "percent-encoded"],
    ["/\u0000", "percent-encoded"],
    ["/\u00e4", "percent-encoded"],
    ["/\ud83d\ude00", "percent-encoded"],
  ])("%j is refused: %s", (path, reason) => {
    expect(normalizePath(path)).toEqual({ status: 400, reason: expect.stringContaining(reason) });
  });

  test("keeps control characters out of its reasons", () => {
    expect(normalizePath("/\r\n")).toEqual({
      status: 400,
      reason: 'the path holds "\\r", which must be percent-encoded',
    });
  });

  test("gives what it would leave as it is, holds no dot segment, and only what may stand in a path", () => {
    const paths = fc.oneof(
      rawPaths,
      fc.string().map((text) => `/${text}`),
      fc.webPath(),
    );
    fc.assert(
      fc.property(paths, (path) => {
        const normal = normalizePath(path);
        if (isRefusal(normal)) return;
        expect(normalizePath(normal)).toBe(normal);
        expect(normal).toMatch(PCHAR);
        expect(normal.split("/").slice(1, -1)).not.toContain("");
        expect(normal.split("/").filter((segment) => segment === "." || segment === "..")).toEqual([]);
      }),
    );
  });
});
