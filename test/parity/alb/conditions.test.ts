import type { DecisionRequest } from "../../../lib/routing";
import { get, type RuleSpec } from "../support/alb-stack";
import { decideByRules } from "../support/decide-alb";

/** Whether one rule with these conditions applies. */
function applies(condition: RuleSpec["condition"], request: DecisionRequest): boolean {
  return decideByRules([{ name: "rule", condition: condition ?? [] }], request).route === "rule";
}

const CONDITIONS_PAGE = "ELB user guide, Condition types for listener rules";

interface ConditionCase {
  readonly page: string;
  readonly condition: NonNullable<RuleSpec["condition"]>;
  readonly fits: readonly DecisionRequest[];
  readonly fitsNot: readonly DecisionRequest[];
}

const CONDITION_CASES: Readonly<Record<string, ConditionCase>> = {
  "host-header: a wildcard host does not stand for the apex": {
    page: `${CONDITIONS_PAGE}, Host conditions`,
    condition: [{ host_header: { values: ["*.example.com"] } }],
    fits: [get("http://test.example.com/")],
    fitsNot: [get("http://example.com/"), get("http://example.org/")],
  },
  "host-header: * crosses dots, ? is one character": {
    page: `${CONDITIONS_PAGE}, Host conditions`,
    condition: [{ host_header: { values: ["*.example.com", "api?.example.org"] } }],
    fits: [get("http://a.b.example.com/"), get("http://api1.example.org/")],
    fitsNot: [get("http://api.example.org/"), get("http://api12.example.org/")],
  },
  "host-header: case does not matter": {
    page: `${CONDITIONS_PAGE}, Host conditions`,
    condition: [{ host_header: { values: ["Example.COM"] } }],
    fits: [get("http://example.com/"), get("http://EXAMPLE.com/")],
    fitsNot: [get("http://www.example.com/")],
  },
  "host-header: a port that the client names is part of the field": {
    page: "Terraform AWS provider, aws_lb_listener_rule, host_header",
    condition: [{ host_header: { values: ["a.com"], regex_values: ["^b\\.com(?::[0-9]+)?$"] } }],
    fits: [get("http://a.com:80/"), get("http://b.com/"), get("http://b.com:8443/")],
    fitsNot: [get("http://a.com:8080/"), get("http://a.com./")],
  },
  "host-header: one of several values suffices": {
    page: "ELB API reference, HostHeaderConditionConfig",
    condition: [{ host_header: { values: ["a.example.com", "b.example.com"] } }],
    fits: [get("http://a.example.com/"), get("http://b.example.com/")],
    fitsNot: [get("http://c.example.com/")],
  },
  "host-header: regular expressions ignore case": {
    page: "ELB API reference, HostHeaderConditionConfig (RegexValues)",
    condition: [{ host_header: { regex_values: ["^[a-z0-9]+\\.example\\.com$"] } }],
    fits: [get("http://Test.example.com/")],
    fitsNot: [get("http://a.b.example.com/"), get("http://example.com/")],
  },
  "path-pattern: /img/* needs what follows the slash": {
    page: `${CONDITIONS_PAGE}, Path conditions`,
    condition: [{ path_pattern: { values: ["/img/*"] } }],
    fits: [get("http://a.com/img/picture.jpg"), get("http://a.com/img/a/b"), get("http://a.com/img/")],
    fitsNot: [get("http://a.com/img"), get("http://a.com/imgs/x"), get("http://a.com/a/img/x")],
  },
  "path-pattern: case matters": {
    page: `${CONDITIONS_PAGE}, Path conditions`,
    condition: [{ path_pattern: { values: ["/Img/*"] } }],
    fits: [get("http://a.com/Img/x")],
    fitsNot: [get("http://a.com/img/x")],
  },
  "path-pattern: ? is exactly one character": {
    page: `${CONDITIONS_PAGE}, Path conditions`,
    condition: [{ path_pattern: { values: ["/api/v?/*"] } }],
    fits: [get("http://a.com/api/v1/x"), get("http://a.com/api/v2/")],
    fitsNot: [get("http://a.com/api/v12/x"), get("http://a.com/api/v/x")],
  },
  "path-pattern: the query is no part of it": {
    page: `${CONDITIONS_PAGE}, Path conditions`,
    condition: [{ path_pattern: { values: ["/users"] } }],
    fits: [get("http://a.com/users?page=2")],
    fitsNot: [get("http://a.com/?users")],
  },
  "path-pattern: it is compared after the URI is normalized": {
    page: "ELB user guide, Listeners, Listener rules",
    condition: [{ path_pattern: { values: ["/a/c"] } }],
    fits: [get("http://a.com/a/b/../c"), get("http://a.com/%61//c")],
    fitsNot: [get("http://a.com/a/b/c")],
  },
  "path-pattern: a regular expression without anchors fits anywhere": {
    page: "ELB API reference, PathPatternConditionConfig (RegexValues)",
    condition: [{ path_pattern: { regex_values: ["^/api/", "v[0-9]+"] } }],
    fits: [get("http://a.com/api/x"), get("http://a.com/x/v2/y")],
    fitsNot: [get("http://a.com/apis"), get("http://a.com/API/x")],
  },
  "http-header: name and value ignore case, wildcards count": {
    page: `${CONDITIONS_PAGE}, HTTP header conditions`,
    condition: [
      {
        http_header: {
          http_header_name: "User-Agent",
          values: ["*Chrome*", "*Safari*"],
        },
      },
    ],
    fits: [get("http://a.com/", [["user-agent", "x safari y"]]), get("http://a.com/", [["USER-AGENT", "Chrome"]])],
    fitsNot: [get("http://a.com/", [["user-agent", "curl"]]), get("http://a.com/")],
  },
  "http-header: a repeated field is searched value by value": {
    page: "ELB API reference, HttpHeaderConditionConfig",
    condition: [{ http_header: { http_header_name: "x", values: ["1"] } }],
    fits: [
      get("http://a.com/", [
        ["x", "2"],
        ["x", "1"],
      ]),
    ],
    fitsNot: [get("http://a.com/", [["x", "2, 1"]])],
  },
  "http-header: two conditions must both hold": {
    page: `${CONDITIONS_PAGE}, HTTP header conditions`,
    condition: [
      { http_header: { http_header_name: "x", values: ["1"] } },
      { http_header: { http_header_name: "y", values: ["2"] } },
    ],
    fits: [
      get("http://a.com/", [
        ["x", "1"],
        ["y", "2"],
      ]),
    ],
    fitsNot: [get("http://a.com/", [["x", "1"]]), get("http://a.com/", [["y", "2"]])],
  },
  "http-request-method: exact, with regard to case, custom ones too": {
    page: `${CONDITIONS_PAGE}, HTTP request method conditions`,
    condition: [{ http_request_method: { values: ["CUSTOM-METHOD", "GET"] } }],
    fits: [get("http://a.com/"), { method: "CUSTOM-METHOD", url: "http://a.com/" }],
    fitsNot: [
      { method: "get", url: "http://a.com/" },
      { method: "HEAD", url: "http://a.com/" },
    ],
  },
  "query-string: a pair, or a value under any key": {
    page: `${CONDITIONS_PAGE}, Query string conditions`,
    condition: [{ query_string: [{ key: "version", value: "v1" }, { value: "example" }] }],
    fits: [get("http://a.com/?version=v1"), get("http://a.com/?x=example"), get("http://a.com/?a=b&VERSION=V1")],
    fitsNot: [get("http://a.com/?version=v2"), get("http://a.com/?example"), get("http://a.com/")],
  },
  "query-string: wildcards, and a backslash that takes their meaning away": {
    page: "ELB API reference, QueryStringConditionConfig",
    condition: [
      {
        query_string: [
          { key: "q", value: "a*" },
          { key: "p", value: "what\\?" },
        ],
      },
    ],
    fits: [get("http://a.com/?q=abc"), get("http://a.com/?p=what?")],
    fitsNot: [get("http://a.com/?p=whats"), get("http://a.com/?q=ba")],
  },
  "query-string: one pair of a repeated key suffices": {
    page: "ELB API reference, QueryStringConditionConfig",
    condition: [{ query_string: [{ key: "v", value: "2" }] }],
    fits: [get("http://a.com/?v=1&v=2")],
    fitsNot: [get("http://a.com/?v=1")],
  },
  "source-ip: the peer's address, never X-Forwarded-For": {
    page: `${CONDITIONS_PAGE}, Source IP address conditions`,
    condition: [
      {
        source_ip: {
          values: ["192.0.2.0/24", "198.51.100.10/32", "2001:db8::/32"],
        },
      },
    ],
    fits: ["192.0.2.7", "198.51.100.10", "2001:db8::1"].map((sourceIp) => ({
      ...get("http://a.com/"),
      sourceIp,
    })),
    fitsNot: [
      { ...get("http://a.com/"), sourceIp: "198.51.100.11" },
      {
        ...get("http://a.com/", [["x-forwarded-for", "192.0.2.7"]]),
        sourceIp: "10.0.0.1",
      },
    ],
  },
  "conditions of different types must all hold": {
    page: "ELB user guide, Listener rules",
    condition: [{ host_header: { values: ["a.com"] } }, { path_pattern: { values: ["/x", "/y"] } }],
    fits: [get("http://a.com/x"), get("http://a.com/y")],
    fitsNot: [get("http://b.com/x"), get("http://a.com/z")],
  },
};

describe("conditions of an Application Load Balancer", () => {
  test.each(Object.entries(CONDITION_CASES))("%s", (_, { condition, fits, fitsNot }) => {
    for (const request of fits) expect([request, applies(condition, request)]).toEqual([request, true]);
    for (const request of fitsNot) expect([request, applies(condition, request)]).toEqual([request, false]);
  });

  test("each case names the page it was taken from", () => {
    for (const { page } of Object.values(CONDITION_CASES)) expect(page).toMatch(/^(ELB|Terraform) /);
  });
});
