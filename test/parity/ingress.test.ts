import { readTargets } from "../../lib/parity";
import type { Decision } from "../../lib/routing";
import { get } from "./support/alb-stack";
import { type IngressSpec, ingressStack, manifest, type PathSpec } from "./support/ingress-stack";

function decide(ingresses: Readonly<Record<string, IngressSpec>>, url: string): Decision {
  const [target, ...others] = readTargets(ingressStack(ingresses));
  if (target === undefined || others.length > 0) throw new Error("one ingress controller was expected");
  return target.decide(get(url));
}

/** The service for a path; `null` where none is chosen. */
function serviceFor(paths: readonly PathSpec[], path: string, more: IngressSpec = {}): string | null {
  return decide({ shop: { ...more, rules: [{ paths }] } }, `http://a.com${path}`).service;
}

const PATHS_PAGE = "kubernetes.io, Ingress, Path types, Examples";

/** Kind, path(s), request path, and which of the paths takes it. */
const EXAMPLES: readonly [
  paths: readonly (readonly ["Exact" | "Prefix", string])[],
  path: string,
  taken: string | null,
][] = [
  [[["Prefix", "/"]], "/anything/at/all", "Prefix /"],
  [[["Exact", "/foo"]], "/foo", "Exact /foo"],
  [[["Exact", "/foo"]], "/bar", null],
  [[["Exact", "/foo"]], "/foo/", null],
  [[["Exact", "/foo/"]], "/foo", null],
  [[["Prefix", "/foo"]], "/foo", "Prefix /foo"],
  [[["Prefix", "/foo"]], "/foo/", "Prefix /foo"],
  [[["Prefix", "/foo/"]], "/foo", "Prefix /foo/"],
  [[["Prefix", "/foo/"]], "/foo/", "Prefix /foo/"],
  [[["Prefix", "/aaa/bb"]], "/aaa/bbb", null],
  [[["Prefix", "/aaa/bbb"]], "/aaa/bbb", "Prefix /aaa/bbb"],
  [[["Prefix", "/aaa/bbb/"]], "/aaa/bbb", "Prefix /aaa/bbb/"],
  [[["Prefix", "/aaa/bbb"]], "/aaa/bbb/", "Prefix /aaa/bbb"],
  [[["Prefix", "/aaa/bbb"]], "/aaa/bbb/ccc", "Prefix /aaa/bbb"],
  [[["Prefix", "/aaa/bbb"]], "/aaa/bbbxyz", null],
  [
    [
      ["Prefix", "/"],
      ["Prefix", "/aaa"],
    ],
    "/aaa/ccc",
    "Prefix /aaa",
  ],
  [
    [
      ["Prefix", "/"],
      ["Prefix", "/aaa"],
      ["Prefix", "/aaa/bbb"],
    ],
    "/aaa/bbb",
    "Prefix /aaa/bbb",
  ],
  [
    [
      ["Prefix", "/"],
      ["Prefix", "/aaa"],
      ["Prefix", "/aaa/bbb"],
    ],
    "/ccc",
    "Prefix /",
  ],
  [[["Prefix", "/aaa"]], "/ccc", null],
  [
    [
      ["Prefix", "/foo"],
      ["Exact", "/foo"],
    ],
    "/foo",
    "Exact /foo",
  ],
];

describe(PATHS_PAGE, () => {
  test.each(EXAMPLES)("%j: %s goes to %s", (paths, path, taken) => {
    const named = paths.map(([type, value]): PathSpec => [type, value, `${type} ${value}`]);
    expect(serviceFor(named, path)).toBe(taken);
  });

  test("case matters", () => {
    expect([serviceFor([["Exact", "/Foo", "s"]], "/foo"), serviceFor([["Prefix", "/Foo", "s"]], "/foo/x")]).toEqual([
      null,
      null,
    ]);
  });
});

describe("kubernetes.io, Ingress, Hostname wildcards", () => {
  test.each([
    ["*.foo.com", "bar.foo.com", true],
    ["*.foo.com", "baz.bar.foo.com", false],
    ["*.foo.com", "foo.com", false],
    ["bar.foo.com", "BAR.foo.com", true],
    ["bar.foo.com", "xbar.foo.com", false],
  ])("%s and %s: %s", (host, requested, fits) => {
    const decision = decide({ shop: { rules: [{ host, paths: [["Prefix", "/", "s"]] }] } }, `http://${requested}/`);
    expect(decision.service).toBe(fits ? "s" : null);
  });
});

describe("kubernetes.io, Ingress, rules and default backend", () => {
  test("the host is decided before the path: a request never goes on to a less specific host", () => {
    const ingresses = {
      shop: {
        rules: [
          { paths: [["Prefix", "/", "any"]] },
          { host: "*.a.com", paths: [["Prefix", "/x", "wild"]] },
          { host: "b.a.com", paths: [["Prefix", "/y", "exact"]] },
        ] as const,
      },
    };
    const services = ["b.a.com/y", "b.a.com/x", "c.a.com/x", "c.a.com/y", "other.org/x"].map(
      (url) => decide(ingresses, `http://${url}`).service,
    );
    expect(services).toEqual(["exact", null, "wild", null, "any"]);
  });

  test("what no rule takes goes to the default backend, else is answered with 404", () => {
    const rules = [{ host: "a.com", paths: [["Exact", "/x", "s"] as const] }];
    expect(decide({ shop: { rules, defaultBackend: "rest" } }, "http://a.com/y?q=1")).toMatchObject({
      service: "rest",
      status: null,
      path: "/y?q=1",
    });
    expect(decide({ shop: { rules, defaultBackend: "rest" } }, "http://b.com/x").service).toBe("rest");
    expect(decide({ shop: { rules } }, "http://b.com/x")).toMatchObject({ status: 404, service: null, host: "b.com" });
  });

  test("Ingresses of one class are one table; those of another class are another", () => {
    const ingress = (className: string, host: string): IngressSpec => ({
      className,
      rules: [{ host, paths: [["Prefix", "/", host]] }],
    });
    const stack = ingressStack({ a: ingress("one", "a.com"), b: ingress("one", "b.com"), c: ingress("two", "c.com") });
    const targets = readTargets(stack);
    expect(targets.map(({ name }) => name)).toEqual([
      'Ingress controller of class "one"',
      'Ingress controller of class "two"',
    ]);
    expect(targets.map((target) => target.decide(get("http://b.com/")).service)).toEqual(["b.com", null]);
  });
});

describe("names of an Ingress", () => {
  const rules = [
    {
      host: "a.com",
      paths: [
        ["Prefix", "/a", "svc-a"],
        ["Prefix", "/b", "svc-b"],
      ] as const,
    },
  ];

  test("come from its annotations and from the labels of Services", () => {
    const annotations = { "portico/router": "shop", "portico/routes": "first, second" };
    const stack = ingressStack(
      { shop: { annotations, rules } },
      {
        kubernetes_service_v1: {
          b: { metadata: { name: "svc-b", namespace: "shop", labels: { "portico/service": "users" } }, spec: {} },
        },
      },
    );
    const [target] = readTargets(stack);
    expect(target?.decide(get("http://a.com/a"))).toMatchObject({ router: "shop", route: "first", service: "svc-a" });
    expect(target?.decide(get("http://a.com/b"))).toMatchObject({ route: "second", service: "users" });
  });

  test("are those of the Ingress and of its Services where somebody else wrote it", () => {
    expect(decide({ shop: { rules } }, "http://a.com/b")).toMatchObject({ route: "shop[1]", service: "svc-b" });
    const one = [{ paths: [["Prefix", "/", "svc"]] as const }];
    expect(decide({ shop: { rules: one } }, "http://a.com/")).toMatchObject({ router: null, route: "shop" });
  });

  test("may be references to other resources", () => {
    const stack = ingressStack(
      { shop: { rules: [{ paths: [["Prefix", "/", "${kubernetes_service_v1.b.metadata[0].name}"]] }] } },
      { kubernetes_service_v1: { b: { metadata: { name: "svc-b", namespace: "shop" }, spec: {} } } },
    );
    expect(readTargets(stack)[0]?.decide(get("http://a.com/"))).toMatchObject({ service: "svc-b" });
  });
});

describe("a Service without endpoints", () => {
  const ingress: IngressSpec = { rules: [{ paths: [["Prefix", "/", "svc"]] }] };
  const service = (spec: object) => ({
    svc: { metadata: { name: "svc", namespace: "shop", labels: { "portico/service": "users" } }, spec },
  });
  const slice = (endpoint: object[]) => ({
    s: { metadata: { namespace: "shop", labels: { "kubernetes.io/service-name": "svc" } }, endpoint },
  });
  const decide = (others: Record<string, unknown>) =>
    readTargets(ingressStack({ shop: ingress }, others))[0]?.decide(get("http://a.com/"));

  test("is answered for with 503", () => {
    const empty = { kubernetes_service_v1: service({}), kubernetes_endpoint_slice_v1: slice([]) };
    expect(decide(empty)).toMatchObject({ service: "users", status: 503 });
  });

  test.each<[string, Record<string, unknown>]>([
    [
      "an EndpointSlice",
      { kubernetes_service_v1: service({}), kubernetes_endpoint_slice_v1: slice([{ addresses: ["10.0.0.1"] }]) },
    ],
    [
      "Endpoints",
      {
        kubernetes_service_v1: service({}),
        kubernetes_endpoints_v1: { e: { metadata: { name: "svc", namespace: "shop" }, subset: [{}] } },
      },
    ],
    ["a selector", { kubernetes_service_v1: service({ selector: { app: "users" } }) }],
    ["an external name", { kubernetes_service_v1: service({ type: "ExternalName" }) }],
    ["another stack", {}],
  ])("is not one that gets them from %s", (_, others) => {
    expect(decide(others)?.status).toBeNull();
  });
});

test("an Ingress may be a manifest", () => {
  const spec = {
    ingressClassName: "one",
    rules: [
      {
        host: "a.com",
        http: { paths: [{ path: "/a", pathType: "Exact", backend: { service: { name: "s", port: { number: 80 } } } }] },
      },
    ],
  };
  const stack = { resource: { kubernetes_manifest: { i: manifest("networking.k8s.io/v1", "Ingress", "i", spec) } } };
  expect(readTargets(stack)[0]?.decide(get("http://a.com/a"))).toMatchObject({ service: "s" });
});

test("a literal ${ of an annotation or path is what Terraform makes of $${", () => {
  const paths: PathSpec[] = [["Exact", "/$${a}", "s"]];
  expect(readTargets(ingressStack({ shop: { rules: [{ paths }] } }))[0]?.describe()[0]).toContain("path Exact /${a}");
});
