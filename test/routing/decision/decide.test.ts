import { compileMatcher, createDecider, decide } from "../../../lib/routing";
import type { Edge, Router, Service, Topology } from "../../../lib/topology";

const SERVICES: readonly Service[] = ["a", "b", "c"].map((name, index) => ({
  name,
  members: [{ address: "127.0.0.1", port: 8001 + index }],
}));

function topology(parts: Partial<Topology>): Topology {
  return { version: 1, services: SERVICES, ...parts };
}

function router(name: string, service: string): Router {
  return { name, routes: [{ name: `${name}-all`, backends: [{ service }] }] };
}

describe("the listener that gets a request", () => {
  const edges: readonly Edge[] = [
    { name: "db", listeners: [{ name: "tcp", port: 80, protocol: "TCP", service: "a" }] },
    {
      name: "public",
      listeners: [
        { name: "http", port: 8080, protocol: "HTTP", router: "first" },
        { name: "other", port: 9090, protocol: "HTTP", router: "second" },
        { name: "https", port: 8443, protocol: "HTTPS", certificates: ["c"], router: "third" },
      ],
    },
    { name: "internal", listeners: [{ name: "http", port: 80, protocol: "HTTP", router: "second" }] },
  ];
  const routers = [router("first", "a"), router("second", "b"), router("third", "c")];
  const decider = createDecider(topology({ edges, routers }));

  test.each([
    ["http://x:8080/", "http", "first"],
    ["http://x:9090/", "other", "second"],
    ["http://x/", "http", "second"],
    ["http://x:1234/", "http", "first"],
    ["https://x:8443/", "https", "third"],
    ["https://x/", "https", "third"],
    ["HTTP://x:9090/", "other", "second"],
    ["/", "http", "first"],
  ])("of %s is %s, which leads to router %s", (url, listener, name) => {
    expect(decider.decide({ method: "GET", url, headers: [["Host", "x"]] })).toMatchObject({ listener, router: name });
  });

  test.each([
    ["other", "second"],
    ["http", "first"],
    ["internal/http", "second"],
    ["public/https", "third"],
  ])("is the one that is named: %s", (listener, name) => {
    expect(decider.decide({ method: "GET", url: "http://x:8080/", listener })).toMatchObject({ router: name });
  });

  test("has to be there, and to take HTTP", () => {
    const known = '"public/http", "public/other", "public/https", "internal/http"';
    expect(() => decider.decide({ method: "GET", url: "http://x/", listener: "tcp" })).toThrow(
      new RangeError(`no HTTP or HTTPS listener "tcp"; there is ${known}`),
    );
    expect(() => decide(topology({}), { method: "GET", url: "http://x/", listener: "http" })).toThrow("there is none");
  });

  test("is the first of the other scheme where there is none of the URL's", () => {
    const plain = createDecider(topology({ edges: edges.slice(2), routers }));
    expect(plain.decide({ method: "GET", url: "https://x/" })).toMatchObject({ listener: "http", router: "second" });
  });

  const at = (...listeners: Edge["listeners"]) =>
    createDecider(topology({ edges: [{ name: "edge", listeners }], routers }));
  const http = { name: "http", port: 8080, protocol: "HTTP", router: "first" } as const;
  const https = { name: "https", port: 8443, protocol: "HTTPS", certificates: ["c"], router: "third" } as const;

  test.each([
    ["the port that the URL names", at(http, https), "http://x:8080/", undefined],
    ["the one of the scheme, whatever its port", at(http, https), "http://x/", undefined],
    ["what a path alone leads to", at(http, https), "/", undefined],
    [
      "another port",
      at(http),
      "http://x:80/",
      'HTTP on port 80: "http" decides in its place, which takes HTTP on port 8080',
    ],
    [
      "another scheme",
      at(http),
      "https://x/",
      'HTTPS on port 443: "http" decides in its place, which takes HTTP on port 8080',
    ],
    [
      "the first of several",
      at(http, { ...http, name: "other", port: 9090 }),
      "http://x/",
      'HTTP on port 80: "http" decides in its place, which takes HTTP on port 8080',
    ],
  ])("is not passed off for the one that was asked for: %s", (_, one, url, note) => {
    const decision = one.decide({ method: "GET", url, headers: [["Host", "x"]] });
    expect(decision.note).toBe(note === undefined ? undefined : `no listener takes ${note}`);
    expect(one.decide({ method: "GET", url, headers: [["Host", "x"]], listener: "http" }).note).toBeUndefined();
  });

  test("may be none", () => {
    expect(decide(topology({ edges: edges.slice(0, 1), routers }), { method: "GET", url: "http://x/" })).toEqual({
      listener: null,
      router: null,
      route: null,
      service: null,
      status: null,
      path: null,
      host: null,
      reason: "no listener takes HTTP or HTTPS",
    });
  });
});

/** One listener for HTTP and one for HTTPS, both on ports that are not the default. */
function served(routes: Router["routes"], services: readonly Service[] = SERVICES): Topology {
  const listeners: Edge["listeners"] = [
    { name: "http", port: 8080, protocol: "HTTP", router: "router" },
    { name: "https", port: 8443, protocol: "HTTPS", certificates: ["c"], router: "router" },
  ];
  return topology({ edges: [{ name: "edge", listeners }], routers: [{ name: "router", routes }], services });
}

describe("the Host of a request", () => {
  const all = served([{ name: "all", backends: [{ service: "a" }] }]);

  test.each([
    ["http://a.com/", "a.com"],
    ["http://a.com:80/", "a.com"],
    ["https://a.com:443/", "a.com"],
    ["http://a.com:443/", "a.com:443"],
    ["http://A.com.:8080/", "A.com.:8080"],
  ])("of %s is %s, as a client sends it", (url, host) => {
    expect(decide(all, { method: "GET", url })).toMatchObject({ host });
  });

  test("is that of the header where there is one, which a path alone needs", () => {
    const headers = [["host", " b.com:81 "]] as const;
    expect(decide(all, { method: "GET", url: "http://a.com/", headers })).toMatchObject({ host: "b.com:81" });
    expect(decide(all, { method: "GET", url: "/", headers })).toMatchObject({ host: "b.com:81", route: "all" });
    expect(decide(all, { method: "GET", url: "/" })).toMatchObject({ status: 400, reason: "the request has no Host" });
  });

  test("is one", () => {
    const headers = [
      ["Host", "a.com"],
      ["host", "a.com"],
    ] as const;
    expect(decide(all, { method: "GET", url: "/", headers })).toMatchObject({
      listener: "http",
      router: "router",
      status: 400,
      reason: "the request has more than one Host",
    });
  });
});

describe("the service of a request", () => {
  test("is the backend of the largest weight, the first of several; each has its share", () => {
    const backends = [
      { service: "a" },
      { service: "b", weight: 4 },
      { service: "c", weight: 4 },
      { service: "x", weight: 0 },
    ];
    expect(decide(served([{ name: "all", backends }]), { method: "GET", url: "http://x/" })).toEqual({
      listener: "http",
      router: "router",
      route: "all",
      matchIndex: 0,
      service: "b",
      status: null,
      path: "/",
      host: "x",
      backends: [
        { service: "a", weight: 1, share: 1 / 9 },
        { service: "b", weight: 4, share: 4 / 9 },
        { service: "c", weight: 4, share: 4 / 9 },
        { service: "x", weight: 0, share: 0 },
      ],
    });
  });

  test.each<[string, Service, number | null]>([
    ["no members", { name: "s" }, 503],
    ["an empty list of members", { name: "s", members: [] }, 503],
    ["members without weight", { name: "s", members: [{ address: "a", port: 1, weight: 0 }] }, 503],
    ["members to be discovered", { name: "s", discovery: { type: "docker", label: "x", port: 1 } }, null],
    ["a member", { name: "s", members: [{ address: "a", port: 1 }] }, null],
  ])("with %s", (_, service, status) => {
    const decision = decide(served([{ name: "all", backends: [{ service: "s" }] }], [service]), {
      method: "GET",
      url: "http://x/",
    });
    expect(decision).toMatchObject({ service: "s", status });
  });

  test("that does not exist is a 500 of the route", () => {
    const missing = served([{ name: "all", backends: [{ service: "missing", weight: 2 }, { service: "a" }] }]);
    expect(decide(missing, { method: "GET", url: "http://x/" })).toMatchObject({
      route: "all",
      service: null,
      status: 500,
      reason: 'no service "missing"',
    });
  });
});

describe("an answer of the proxy itself", () => {
  test("names its reason", () => {
    const empty = served([
      { name: "r", matches: [{ path: { type: "Exact", value: "/r" } }], backends: [{ service: "a", weight: 0 }] },
    ]);
    const reasonFor = (path: string) => decide(empty, { method: "GET", url: `http://x${path}` }).reason;
    expect(reasonFor("/")).toBe("no route fits");
    expect(reasonFor("/..")).toBe('the path climbs above its root with ".."');
    expect(reasonFor("/r")).toBe("no backend of the route has a weight");
  });

  test("holds the fixed response", () => {
    const fixed = served([
      { name: "r", filters: [{ type: "FixedResponse", statusCode: 410, contentType: "text/html", body: "<p>gone" }] },
    ]);
    expect(decide(fixed, { method: "GET", url: "http://x/" })).toMatchObject({
      status: 410,
      response: { contentType: "text/html", body: "<p>gone" },
    });
  });

  test.each([
    ["http://x/a", "http://x:8080/new"],
    ["https://x/a", "https://x:8443/new"],
  ])("to %s redirects to scheme and port of the listener: %s", (url, location) => {
    const redirect = served([
      { name: "r", filters: [{ type: "RequestRedirect", path: { type: "ReplaceFullPath", replaceFullPath: "/new" } }] },
    ]);
    expect(decide(redirect, { method: "GET", url })).toMatchObject({ status: 302, location });
  });
});

describe("a decider", () => {
  test("makes the matcher of a router once, and only of one that is asked", () => {
    const made: string[] = [];
    const routers = [router("first", "a"), router("second", "b")];
    const edges: readonly Edge[] = [
      { name: "edge", listeners: [{ name: "http", port: 80, protocol: "HTTP", router: "first" }] },
    ];
    const decider = createDecider(topology({ edges, routers }), {
      createMatcher: (of) => {
        made.push(of.name);
        return compileMatcher(of);
      },
    });
    expect(made).toEqual([]);
    decider.decide({ method: "GET", url: "http://x/" });
    decider.decide({ method: "GET", url: "http://x/" });
    expect(made).toEqual(["first"]);
  });
});
