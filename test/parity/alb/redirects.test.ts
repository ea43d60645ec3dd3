import { get } from "../support/alb-stack";
import { decideByRules } from "../support/decide-alb";

describe("redirects of an Application Load Balancer", () => {
  // ELB user guide, Redirect actions.
  const CASES: readonly [what: string, redirect: Record<string, string>, url: string, location: string][] = [
    [
      "to HTTPS on port 443, the rest kept",
      {
        protocol: "HTTPS",
        port: "443",
        host: "#{host}",
        path: "/#{path}",
        query: "#{query}",
        status_code: "HTTP_301",
      },
      "http://example.com/a/b?c=d",
      "https://example.com:443/a/b?c=d",
    ],
    [
      "to HTTPS on port 40443, what is not given kept",
      { protocol: "HTTPS", port: "40443", status_code: "HTTP_301" },
      "http://example.com/a?c=d",
      "https://example.com:40443/a?c=d",
    ],
    [
      "to a path that holds the old one",
      { path: "/new/#{path}", status_code: "HTTP_302" },
      "http://example.com/a/b",
      "http://example.com:80/new/a/b",
    ],
    [
      "with keywords in the query",
      {
        path: "/",
        query: "from=#{host}&path=#{path}&port=#{port}&by=#{protocol}",
        status_code: "HTTP_302",
      },
      "http://example.com/a",
      "http://example.com:80/?from=example.com&path=a&port=80&by=http",
    ],
    [
      "without the query",
      { host: "www.#{host}", query: "", status_code: "HTTP_302" },
      "http://example.com/a?b=c",
      "http://www.example.com:80/a",
    ],
  ];

  test.each(CASES)("%s", (_, redirect, url, location) => {
    const decision = decideByRules([{ name: "rule", action: { type: "redirect", redirect } }], get(url));
    const status = redirect.status_code === "HTTP_301" ? 301 : 302;
    expect(decision).toMatchObject({
      route: "rule",
      service: null,
      status,
      location,
    });
  });

  test("keep the listener's own scheme and port", () => {
    const rules = [
      {
        name: "rule",
        action: {
          type: "redirect",
          redirect: { path: "/x", status_code: "HTTP_302" },
        },
      },
    ];
    const decision = decideByRules(rules, get("https://example.com:8443/"), {
      protocol: "HTTPS",
      port: 8443,
    });
    expect(decision.location).toBe("https://example.com:8443/x");
  });
});
