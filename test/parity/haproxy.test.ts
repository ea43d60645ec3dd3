import type { Decision } from "../../lib/routing";
import { get } from "./support/alb-stack";
import { decideByClass } from "./support/decide-ingress";
import type { IngressSpec, PathSpec } from "./support/ingress-stack";

const ROUTE = "haproxytech/kubernetes-ingress pkg/route/route.go";
const ANNOTATIONS = "haproxytech/kubernetes-ingress documentation/annotations.md";

function service(rules: NonNullable<IngressSpec["rules"]>, url: string): string | null {
  return decideByClass("haproxy", { shop: { rules } }, url).service;
}

describe(ROUTE, () => {
  const paths: readonly PathSpec[] = [
    ["Prefix", "/foo", "prefix"],
    ["Prefix", "/foo/bar/baz", "longest"],
    ["Exact", "/foo/bar", "exact"],
    ["ImplementationSpecific", "/raw", "raw"],
  ];

  test.each([
    ["/foo", "prefix"],
    ["/foo/", "prefix"],
    ["/foo/x", "prefix"],
    ["/foobar", null],
    ["/foo/bar", "exact"],
    ["/foo/bar/", "prefix"],
    ["/foo/bar/baz", "longest"],
    ["/raw", "raw"],
    ["/rawer", "raw"],
    ["/none", null],
  ])("exact entries, then the longest prefix: %s goes to %s", (path, expected) => {
    expect(service([{ host: "a.com", paths }], `http://a.com${path}`)).toBe(expected);
  });

  test("the path is compared as it came", () => {
    expect(service([{ paths }], "http://a.com//foo")).toBeNull();
    expect(service([{ paths }], "http://a.com/%66oo")).toBeNull();
  });

  // pkg/controller: txn.host_match, then the host without its first label, then none.
  test.each([
    ["b.a.com/x", "exact"],
    ["b.a.com/y", null],
    ["c.a.com/y", "wild"],
    ["d.c.a.com/y", "any"],
    ["a.com/y", "any"],
    ["B.A.com:8080/x", "exact"],
    ["b.a.com./x", "any"],
  ])("%s goes to %s: a wildcard is one label, and a host keeps its requests", (url, expected) => {
    const rules = [
      { paths: [["Prefix", "/", "any"]] },
      { host: "*.a.com", paths: [["Prefix", "/", "wild"]] },
      { host: "b.a.com", paths: [["Prefix", "/x", "exact"]] },
    ] as const;
    expect(service(rules, `http://${url}`)).toBe(expected);
  });
});

describe(ANNOTATIONS, () => {
  const decide = (annotations: Readonly<Record<string, string>>, url: string, sourceIp = "127.0.0.1"): Decision => {
    const named = Object.fromEntries(
      Object.entries(annotations).map(([name, value]) => [`haproxy.org/${name}`, value]),
    );
    const ingress: IngressSpec = { annotations: named, rules: [{ paths: [["Prefix", "/", "s"]] }] };
    return decideByClass("haproxy", { shop: ingress }, { ...get(url), sourceIp });
  };

  test.each([
    ["/", "/a/b?q=1", "/?q=1"],
    ["(.*) /foo\\1", "/bar?q=1", "/foo/bar?q=1"],
    ["/foo/(.*) /\\1", "/foo/bar?q=1", "/bar?q=1"],
    ["/foo/(.*) /\\1\n/bar/(.*) /baz/\\1", "/foo/bar/x", "/baz/x"],
    ["/foo/(.*) /\\1", "/other", "/other"],
  ])("path-rewrite %j: %s becomes %s", (rewrite, requested, seen) => {
    expect(decide({ "path-rewrite": rewrite }, `http://a.com${requested}`).path).toBe(seen);
  });

  test.each<[Record<string, string>, Partial<Decision>]>([
    [{ "set-host": "example.local" }, { host: "example.local", path: "/a?b" }],
    [{ "request-redirect": "example.com" }, { status: 302, location: "http://example.com/a?b" }],
    [
      { "request-redirect": "example.com:8888", "request-redirect-code": "303" },
      { status: 303, location: "http://example.com:8888/a?b" },
    ],
    [{ "request-redirect": "https://example.com" }, { status: 302, location: "https://example.com/a?b" }],
    [{ "ssl-redirect": "true" }, { status: 302, location: "https://a.com/a?b" }],
    [
      { "ssl-redirect": "true", "ssl-redirect-code": "301", "ssl-redirect-port": "8443" },
      { status: 301, location: "https://a.com:8443/a?b" },
    ],
  ])("%j", (annotations, expected) => {
    expect(decide(annotations, "http://a.com/a?b")).toMatchObject(expected);
  });

  test("where the Ingress has certificates, ssl-redirect is on unless it says otherwise", () => {
    const decideWith = (annotations: Readonly<Record<string, string>>) =>
      decideByClass(
        "haproxy",
        { shop: { annotations, tls: [{ secret_name: "shop-tls" }], rules: [{ paths: [["Prefix", "/", "s"]] }] } },
        "http://a.com/a",
      );
    expect(decideWith({})).toMatchObject({ status: 302, location: "https://a.com/a" });
    expect(decideWith({ "haproxy.org/ssl-redirect": "false" })).toMatchObject({ service: "s", status: null });
  });

  test("allow-list and deny-list: 403", () => {
    const status = (annotations: Record<string, string>, ip: string) => decide(annotations, "http://a.com/", ip).status;
    expect([
      status({ "allow-list": "10.0.0.0/8, 192.168.1.1" }, "192.168.1.1"),
      status({ "allow-list": "10.0.0.0/8" }, "192.168.1.1"),
    ]).toEqual([null, 403]);
    expect([
      status({ "deny-list": "10.0.0.0/8" }, "192.168.1.1"),
      status({ "deny-list": "10.0.0.0/8" }, "10.1.1.1"),
    ]).toEqual([null, 403]);
  });
});
