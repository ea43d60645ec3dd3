import type { Decision } from "../../../lib/routing";
import { get, type RuleSpec } from "../support/alb-stack";
import { decideByRules } from "../support/decide-alb";

describe("transforms of an Application Load Balancer", () => {
  const TRANSFORMS_PAGE = "ELB user guide, Transforms for listener rules";
  const url = (regex: string, replace: string) => ({
    type: "url-rewrite",
    url_rewrite_config: { rewrite: { regex, replace } },
  });
  const host = (regex: string, replace: string) => ({
    type: "host-header-rewrite",
    host_header_rewrite_config: { rewrite: { regex, replace } },
  });

  const CASES: readonly [string, NonNullable<RuleSpec["transform"]>, string, Partial<Decision>][] = [
    [
      "the guide's own host rewrite",
      [host("^mywebsite-(.+).com$", "internal.dev.$1.myweb.com")],
      "http://mywebsite-example.com/project-a",
      { host: "internal.dev.example.myweb.com", path: "/project-a" },
    ],
    [
      "a prefix is taken off, the query with its path seen by the expression",
      [url("^/users(/.*)?$", "/v1$1")],
      "http://a.com/users/7",
      { path: "/v1/7" },
    ],
    [
      "path and query are one text",
      [url("^/find\\?q=(.*)$", "/search/$1")],
      "http://a.com/find?q=x",
      { path: "/search/x" },
    ],
    ["no match leaves the request as it is", [url("^/none$", "/x")], "http://a.com/some?a=b", { path: "/some?a=b" }],
    ["a group that took nothing is empty", [url("^/a(/b)?$", "/c$1")], "http://a.com/a", { path: "/c" }],
    ["what can be no path is a failure", [url("^/a$", "a")], "http://a.com/a", { status: 500, service: null }],
    [
      "one of each type",
      [url("^/a$", "/b"), host("^.*$", "internal.example")],
      "http://a.com/a",
      { path: "/b", host: "internal.example" },
    ],
  ];

  test.each(CASES)(`${TRANSFORMS_PAGE}: %s`, (_, transform, requested, expected) => {
    expect(decideByRules([{ name: "rule", transform }], get(requested))).toMatchObject(expected);
  });

  test("do not change which rule applies", () => {
    const rules: RuleSpec[] = [
      {
        name: "first",
        priority: 1,
        condition: [{ path_pattern: { values: ["/a"] } }],
        transform: [url("^/a$", "/b")],
      },
      {
        name: "second",
        priority: 2,
        condition: [{ path_pattern: { values: ["/b"] } }],
      },
    ];
    expect(decideByRules(rules, get("http://a.com/a"))).toMatchObject({
      route: "first",
      path: "/b",
    });
  });
});
