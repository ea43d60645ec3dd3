import type { Decision, DecisionRequest } from "../../lib/routing";
import { get } from "./support/alb-stack";
import { decideByClass } from "./support/decide-ingress";
import type { IngressSpec, PathSpec } from "./support/ingress-stack";

const PREFIX = "nginx.ingress.kubernetes.io/";

function decide(ingresses: Readonly<Record<string, IngressSpec>>, request: DecisionRequest | string): Decision {
  return decideByClass("nginx", ingresses, request);
}

function annotated(
  annotations: Readonly<Record<string, string>>,
  paths: readonly PathSpec[],
  host = "test.com",
): IngressSpec {
  const named = Object.entries(annotations).map(([name, value]) => [PREFIX + name, value]);
  return { annotations: Object.fromEntries(named), rules: [{ host, paths }] };
}

function service(ingresses: Readonly<Record<string, IngressSpec>>, path: string): string | null {
  return decide(ingresses, `http://test.com${path}`).service;
}

describe("kubernetes/ingress-nginx, Ingress Path Matching", () => {
  test("its first example: one rewrite makes all paths of the host expressions, the longest first", () => {
    const ingresses = {
      one: annotated({}, [
        ["Prefix", "/foo/bar", "service1"],
        ["Prefix", "/foo/bar/", "service2"],
      ]),
      two: annotated({ "rewrite-target": "/$1" }, [["ImplementationSpecific", "/foo/bar/(.+)", "service3"]]),
    };
    expect(["/foo/bar/1", "/foo/bar/", "/foo/bar", "/FOO/BAR/x"].map((path) => service(ingresses, path))).toEqual([
      "service3",
      "service2",
      "service1",
      "service3",
    ]);
  });

  test("its warning: an expression may stand before a longer literal match", () => {
    const paths: PathSpec[] = [
      ["ImplementationSpecific", "/foo/bar/bar", "literal"],
      ["ImplementationSpecific", "/foo/bar/[A-Z0-9]{3}", "expression"],
    ];
    expect(service({ three: annotated({ "use-regex": "true" }, paths) }, "/foo/bar/bar")).toBe("expression");
  });

  // internal/ingress/controller/template: buildLocation gives no `$`.
  test("with expressions, an exact path is a prefix of characters, without regard to case", () => {
    const ingresses = { one: annotated({ "use-regex": "true" }, [["Exact", "/foo", "s"]]) };
    expect(["/foo", "/Foobar", "/x/foo"].map((path) => service(ingresses, path))).toEqual(["s", "s", null]);
  });

  test("without, exact paths stand before prefixes, and prefixes go by elements", () => {
    const ingresses = {
      one: annotated({}, [
        ["Prefix", "/foo", "prefix"],
        ["Exact", "/foo", "exact"],
        ["Prefix", "/foo/bar", "longer"],
        ["ImplementationSpecific", "/raw", "raw"],
      ]),
    };
    expect(
      ["/foo", "/foo/", "/foo/bar", "/foo/bar/x", "/foobar", "/rawer", "/Foo"].map((path) => service(ingresses, path)),
    ).toEqual(["exact", "prefix", "longer", "longer", null, "raw", null]);
  });

  test("locations are compared with the decoded path", () => {
    expect(service({ one: annotated({}, [["Exact", "/a b", "s"]]) }, "/a%20b")).toBe("s");
  });
});

// internal/ingress/controller/template/template.go, buildServerName.
describe("nginx, Server names", () => {
  const ingresses = {
    one: {
      rules: [
        { host: "*.example.org", paths: [["Prefix", "/", "wild"]] },
        { host: "*.sub.example.org", paths: [["Prefix", "/", "longer"]] },
        { host: "www.example.org", paths: [["Prefix", "/x", "exact"]] },
        { paths: [["Prefix", "/", "any"]] },
      ],
    } satisfies IngressSpec,
  };

  test.each([
    ["www.example.org/x", "exact"],
    ["www.example.org/y", null],
    ["a.example.org/", "wild"],
    ["a_b-c.example.org/", "wild"],
    ["a.b.example.org/", "any"],
    ["a.sub.example.org/", "longer"],
    ["example.org/", "any"],
  ])("%s goes to %s: a wildcard is one label, and a server keeps its requests", (url, expected) => {
    expect(decide(ingresses, `http://${url}`).service).toBe(expected);
  });
});

describe("kubernetes/ingress-nginx, Annotations", () => {
  const paths: readonly PathSpec[] = [["Prefix", "/", "main"]];

  test.each([
    [
      "rewrite-target with groups",
      { "rewrite-target": "/$2" },
      "/something(/|$)(.*)",
      "/something/new?q=1",
      "/new?q=1",
    ],
    ["rewrite-target, nothing left", { "rewrite-target": "/$2" }, "/something(/|$)(.*)", "/something", "/"],
    ["rewrite-target without groups", { "rewrite-target": "/bar" }, "/foo", "/foo/x", "/bar"],
  ])("%s", (_, annotations, path, requested, seen) => {
    const ingresses = { one: annotated(annotations, [["ImplementationSpecific", path, "s"]]) };
    expect(decide(ingresses, `http://test.com${requested}`)).toMatchObject({ service: "s", path: seen });
  });

  test.each<[string, Record<string, string>, string, Partial<Decision>]>([
    ["upstream-vhost", { "upstream-vhost": "internal.example" }, "http://test.com/a", { host: "internal.example" }],
    [
      "permanent-redirect",
      { "permanent-redirect": "https://www.google.com" },
      "http://test.com/a",
      { status: 301, location: "https://www.google.com", service: null },
    ],
    [
      "permanent-redirect-code, and variables of nginx",
      { "permanent-redirect": "https://new.com$request_uri", "permanent-redirect-code": "308" },
      "http://test.com/a?b=c",
      { status: 308, location: "https://new.com/a?b=c" },
    ],
    ["temporal-redirect", { "temporal-redirect": "https://new.com" }, "http://test.com/a", { status: 302 }],
    [
      "force-ssl-redirect",
      { "force-ssl-redirect": "true" },
      "http://test.com/a",
      { status: 308, location: "https://test.com/a" },
    ],
  ])("%s", (_, annotations, url, expected) => {
    expect(decide({ one: annotated(annotations, paths) }, url)).toMatchObject(expected);
  });

  test("a host with TLS is sent to HTTPS with 308, unless ssl-redirect is false", () => {
    const tls = [{ hosts: ["test.com"], secret_name: "s" }];
    expect(decide({ one: { ...annotated({}, paths), tls } }, "http://test.com/a")).toMatchObject({
      status: 308,
      location: "https://test.com/a",
    });
    expect(decide({ one: { ...annotated({}, paths), tls } }, "https://test.com/a")).toMatchObject({ service: "main" });
    const off = annotated({ "ssl-redirect": "false" }, paths);
    expect(decide({ one: { ...off, tls } }, "http://test.com/a")).toMatchObject({ service: "main" });
  });

  test("whitelist-source-range: others get 403", () => {
    const ingresses = { one: annotated({ "whitelist-source-range": "10.0.0.0/24,172.10.0.1/32" }, paths) };
    const from = (sourceIp: string) => decide(ingresses, { ...get("http://test.com/"), sourceIp }).status;
    expect([from("10.0.0.7"), from("172.10.0.1"), from("10.0.1.7")]).toEqual([null, null, 403]);
  });

  describe("Canary", () => {
    const canary = (annotations: Readonly<Record<string, string>>) => ({
      main: annotated({}, paths),
      canary: annotated({ canary: "true", ...annotations }, [["Prefix", "/", "canary"]]),
    });
    const shares = (annotations: Readonly<Record<string, string>>, headers: [string, string][] = []) =>
      decide(canary(annotations), get("http://test.com/", headers)).backends?.map((one) => [one.service, one.share]);

    test.each<[Record<string, string>, [string, string][], string]>([
      [{ "canary-by-header": "x" }, [["X", "always"]], "canary"],
      [{ "canary-by-header": "x", "canary-weight": "100" }, [["x", "never"]], "main"],
      [{ "canary-by-header": "x" }, [["x", "other"]], "main"],
      [{ "canary-by-header": "x", "canary-by-header-value": "1" }, [["x", "1"]], "canary"],
      [{ "canary-by-header": "x", "canary-by-header-value": "1" }, [["x", "always"]], "main"],
      [{ "canary-by-header": "x", "canary-by-header-pattern": "^v[0-9]$" }, [["x", "v2"]], "canary"],
      [{ "canary-by-cookie": "c" }, [["cookie", "a=b; c=always"]], "canary"],
      [
        { "canary-by-header": "x", "canary-by-cookie": "c" },
        [
          ["x", "never"],
          ["cookie", "c=always"],
        ],
        "main",
      ],
      [{ "canary-weight": "100" }, [], "canary"],
    ])("%j with %j goes to %s", (annotations, headers, expected) => {
      expect(shares(annotations, headers)).toEqual([[expected, 1]]);
    });

    test("a weight splits what neither header nor cookie decides", () => {
      expect(shares({ "canary-weight": "30" })).toEqual([
        ["main", 0.7],
        ["canary", 0.3],
      ]);
      expect(shares({ "canary-weight": "50", "canary-weight-total": "200" })).toEqual([
        ["main", 0.75],
        ["canary", 0.25],
      ]);
    });

    // rootfs/etc/nginx/lua/balancer.lua, weightTotal.
    test("a total of less than a hundred is a hundred", () => {
      expect(shares({ "canary-weight": "1", "canary-weight-total": "4" })).toEqual([
        ["main", 0.99],
        ["canary", 0.01],
      ]);
    });

    test("a header that is sent twice is one value", () => {
      const twice: [string, string][] = [
        ["x", "1"],
        ["x", "1"],
      ];
      expect(shares({ "canary-by-header": "x", "canary-by-header-value": "1" }, twice)).toEqual([["main", 1]]);
      expect(shares({ "canary-by-header": "x", "canary-by-header-pattern": "^1, 1$" }, twice)).toEqual([["canary", 1]]);
    });

    test("a canary is for its own host and path alone", () => {
      const ingresses = {
        main: annotated({}, [["Prefix", "/", "main"]]),
        canary: annotated({ canary: "true", "canary-weight": "100" }, [["Prefix", "/other", "canary"]]),
      };
      expect(service(ingresses, "/other")).toBe("main");
    });

    // internal/ingress/controller/controller.go, mergeAlternativeBackend.
    test("a canary takes requests from a Service wherever it is led to", () => {
      const ingresses = {
        main: annotated({}, [
          ["Prefix", "/", "main"],
          ["Prefix", "/a", "main"],
          ["Prefix", "/b", "other"],
        ]),
        canary: annotated({ canary: "true", "canary-weight": "100" }, [["Prefix", "/a", "canary"]]),
      };
      expect(["/", "/a", "/b"].map((path) => service(ingresses, path))).toEqual(["canary", "canary", "other"]);
    });

    test("one of its paths that nothing else has deletes a canary", () => {
      const ingresses = {
        main: annotated({}, paths),
        canary: annotated({ canary: "true", "canary-weight": "100" }, [
          ["Prefix", "/", "canary"],
          ["Exact", "/", "canary"],
        ]),
      };
      expect(service(ingresses, "/")).toBe("main");
    });

    test("what a Service is follows from the Ingress that was created first", () => {
      const main = annotated({}, [
        ["Prefix", "/", "main"],
        ["Prefix", "/a", "canary"],
      ]);
      const canaries = annotated({ canary: "true", "canary-weight": "100" }, [["Prefix", "/", "canary"]]);
      const both = (ingresses: Readonly<Record<string, IngressSpec>>) =>
        ["/", "/a"].map((path) => service(ingresses, path));

      expect(both({ a: main, b: canaries })).toEqual(["main", "canary"]);
      // As a canary it gets no paths of its own.
      expect(both({ a: canaries, b: main })).toEqual(["canary", "canary"]);
      const stack = { a: annotated({}, [["Prefix", "/a", "canary"]]), b: canaries, c: annotated({}, paths) };
      expect(both(stack)).toEqual(["main", "canary"]);
    });
  });

  test("the path is passed on as it was written, and so is $request_uri", () => {
    const url = "http://test.com//a/../%61?q=1";
    expect(decide({ one: annotated({}, paths) }, url)).toMatchObject({ path: "//a/../%61?q=1" });
    const redirect = annotated({ "permanent-redirect": "https://$host$request_uri" }, paths);
    expect(decide({ one: redirect }, url)).toMatchObject({ location: "https://test.com//a/../%61?q=1" });
  });
});
