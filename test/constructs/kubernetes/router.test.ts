import { TerraformVariable } from "cdktf";
import { EdgeLoadBalancer, Filter, IngressRouter, Listener, LogicalService, Match, Members } from "../../../constructs";
import type { KubernetesProps } from "../../../constructs/kubernetes";
import { readTargets } from "../../../lib/parity";
import { Program } from "./program";

/** A router "shop" and a service "users" of one platform. */
class RouterProgram extends Program {
  readonly users: LogicalService;
  readonly router: IngressRouter;

  constructor(props: Partial<KubernetesProps> = {}, hostnames?: readonly string[]) {
    super(props);
    const { stack, platform } = this;
    this.users = new LogicalService(stack, "users", { platform, port: 8080, members: Members.addresses(["10.0.0.1"]) });
    this.router = new IngressRouter(stack, "shop", { platform, ...(hostnames === undefined ? {} : { hostnames }) });
  }

  listen(id: string, listener: Listener): this {
    new EdgeLoadBalancer(this.stack, `edge-${id}`, { platform: this.platform }).addListener(id, listener);
    return this;
  }
}

describe("a router", () => {
  test("is an Ingress of its name, class and namespace, that Terraform does not wait for", () => {
    // given
    const program = new RouterProgram({
      ingressClassName: "corp",
      ingressAnnotations: { "cert-manager.io/issuer": "le" },
    });

    // when
    program.router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [program.users] });

    // then
    expect(program.named("kubernetes_ingress_v1")).toEqual({
      shop: {
        metadata: {
          name: "shop",
          namespace: "shop",
          labels: { "app.kubernetes.io/managed-by": "portico", "portico/router": "shop" },
          annotations: { "cert-manager.io/issuer": "le", "portico/router": "shop", "portico/routes": "users" },
        },
        spec: {
          ingress_class_name: "corp",
          rule: [
            {
              http: {
                path: [
                  {
                    path: "/users",
                    path_type: "Prefix",
                    backend: { service: { name: "users", port: { number: 8080 } } },
                  },
                ],
              },
            },
          ],
        },
        wait_for_load_balancer: false,
      },
    });
    expect(program.router.resources).toMatchObject({
      ingresses: [{ friendlyUniqueId: expect.any(String) }],
      manifests: [],
    });
  });

  test("without routes is nothing", () => {
    const program = new RouterProgram();

    expect(program.named("kubernetes_ingress_v1")).toEqual({});
  });

  test("takes up routes that come after a synthesis", () => {
    const program = new RouterProgram();
    program.router.addRoute("a", { matches: [Match.pathPrefix("/a")], backends: [program.users] });
    expect(program.text).not.toContain('"/b"');

    program.router.addRoute("b", { matches: [Match.pathPrefix("/b")], backends: [program.users] });

    expect(program.text).toContain('"/b"');
  });

  test("takes hosts and values that Terraform alone knows", () => {
    const program = new RouterProgram({ ingressClassName: "traefik" });
    const zone = new TerraformVariable(program.stack, "zone", { type: "string" });
    const weight = new TerraformVariable(program.stack, "weight", { type: "number" });
    const next = new LogicalService(program.stack, "next", { platform: program.platform, port: 80 });
    program.router.addRoute("users", { hostnames: [`a.${zone.stringValue}`], backends: [program.users] });
    program.router.addRoute("split", {
      hostnames: [`*.${zone.stringValue}`],
      matches: [Match.any().header("x", zone.stringValue)],
      backends: [{ service: program.users, weight: weight.numberValue }, next],
    });

    const [ingress] = Object.values(program.named("kubernetes_ingress_v1"));
    const { shop } = program.named("kubernetes_manifest");

    expect(ingress.spec.rule[0].host).toBe("a.${var.zone}");
    expect(shop.spec.routes[0].match).toBe("HostRegexp(`^.+\\.${var.zone}\\.?$`) && Header(`x`, `${var.zone}`)");
    expect(shop.spec.routes[0].services[0].weight).toBe("${var.weight}");
    expect(program.diagnostics.errors).toEqual([]);
  });

  test("takes hosts that Terraform alone knows, with the Gateway API too", () => {
    const program = new RouterProgram({ gateway: { className: "eg" } });
    const host = (name: string) => new TerraformVariable(program.stack, name, { type: "string" }).stringValue;
    const [first, second] = [host("first"), host("second")];
    program.router.addRoute("a", { hostnames: [first], backends: [program.users] });
    program.router.addRoute("b", { hostnames: [second], backends: [program.users] });
    program.listen("http", Listener.http({ port: 80, router: program.router }));

    const routes = Object.values(program.named("kubernetes_manifest")).filter(({ kind }) => kind === "HTTPRoute");
    expect(routes.flatMap(({ spec }) => spec.hostnames).sort()).toEqual(["${var.first}", "${var.second}"]);
    expect(program.diagnostics.errors).toEqual([]);
  });

  test("escapes what Terraform puts into an annotation that is JSON", () => {
    const program = new RouterProgram({ ingressClassName: "alb" });
    const value = new TerraformVariable(program.stack, "value", { type: "string" }).stringValue;
    program.router.addRoute("a", {
      matches: [Match.any().header("x", `a-${value}`)],
      backends: [program.users],
    });

    const [{ metadata }] = Object.values(program.named("kubernetes_ingress_v1"));
    const inside = "strrev(substr(strrev(substr(jsonencode(var.value), 1, -1)), 1, -1))";
    expect(JSON.parse(metadata.annotations["alb.ingress.kubernetes.io/conditions.a"])).toEqual([
      { field: "http-header", httpHeaderConfig: { httpHeaderName: "x", values: [`a-\${${inside}}`] } },
    ]);
  });

  test("has hosts in lower case alone, as the API takes them", () => {
    const program = new RouterProgram({ gateway: { className: "eg" } }, ["Shop.Example.com"]);
    program.router.addRoute("a", {
      filters: [Filter.rewrite({ hostname: "Users.Internal" })],
      backends: [program.users],
    });
    program.listen("http", Listener.http({ port: 80, router: program.router }));

    const { spec } = program.named("kubernetes_manifest")["shop-shop.example.com"];
    expect([spec.hostnames, spec.rules[0].filters]).toEqual([
      ["shop.example.com"],
      [{ type: "URLRewrite", urlRewrite: { hostname: "users.internal" } }],
    ]);
  });

  test.each<[string, Partial<KubernetesProps>]>([
    ["an ingress class", {}],
    ["Traefik", { ingressClassName: "traefik" }],
    ["the Gateway API", { gateway: { className: "eg" } }],
  ])("has a default backend by a route without matches, with %s", (_, props) => {
    const program = new RouterProgram(props);
    const members = Members.selector({ app: "fallback" });
    const fallback = new LogicalService(program.stack, "fallback", { platform: program.platform, port: 80, members });
    program.router.addRoute("users", {
      hostnames: ["a.com"],
      matches: [Match.pathPrefix("/users")],
      backends: [program.users],
    });
    program.router.addRoute("default", { backends: [fallback] });
    program.listen("http", Listener.http({ port: 80, router: program.router }));

    const [target] = readTargets(program.text);
    const serviceOf = (url: string) => target?.decide({ method: "GET", url })?.service;
    expect(["http://a.com/users", "http://a.com/", "http://other.com/x"].map(serviceOf)).toEqual([
      "users",
      "fallback",
      "fallback",
    ]);
  });

  test("does not guess the entries of a list that Terraform alone knows", () => {
    const program = new Program();
    const hosts = new TerraformVariable(program.stack, "hosts", { type: "list(string)" });
    const router = new IngressRouter(program.stack, "shop", { platform: program.platform, hostnames: hosts.listValue });
    const users = new LogicalService(program.stack, "users", { platform: program.platform, port: 80 });
    router.addRoute("users", { hostnames: hosts.listValue, backends: [users] });

    expect(program.diagnostics.errors).toEqual([
      "kubernetes-unknown-list at routers[0].hostnames",
      "kubernetes-unknown-list at routers[0].routes[0].hostnames",
    ]);
  });

  test("hands values over as they are, though Terraform reads ${ and %{ as its own", () => {
    const program = new RouterProgram({ ingressClassName: "traefik" });
    program.router.addRoute("users", {
      matches: [Match.any().header("x", "${y} %{if}")],
      backends: [program.users],
    });

    expect(program.named("kubernetes_manifest").shop.spec.routes[0].match).toBe("Header(`x`, `$${y} %%{if}`)");
  });

  test("says what its class cannot, at the route, and passes over it once accepted", () => {
    const program = new RouterProgram();
    program.router.addRoute("a", { matches: [Match.any().method("GET")], backends: [program.users] });
    program.router.addRoute("b", {
      matches: [Match.any().header("x", "1")],
      backends: [program.users],
      accept: ["ingress-header-match"],
    });

    expect(program.diagnostics).toEqual({
      errors: ["ingress-method-match at routers[0].routes[0].matches[0].method"],
      warnings: ["ingress-header-match at routers[0].routes[1].matches[0].headers"],
    });
  });

  test("has the same bytes on each synthesis, and in another program of the same calls", () => {
    const build = () => {
      const program = new RouterProgram({ ingressClassName: "traefik" }, ["a.com"]);
      program.router.addRoute("a", {
        matches: [Match.pathPrefix("/a"), Match.pathExact("/b")],
        backends: [program.users],
      });
      program.router.addRoute("c", { matches: [Match.any().header("x", "1")], backends: [program.users] });
      return program.listen("http", Listener.http({ port: 80, router: program.router }));
    };
    const program = build();

    expect(program.text).toBe(program.text);
    expect(build().text).toBe(program.text);
  });

  test("keeps every other route's entry as it was when one comes", () => {
    const build = (names: readonly string[]) => {
      const program = new RouterProgram({ ingressClassName: "traefik" });
      for (const name of names) {
        program.router.addRoute(name, {
          matches: [
            name.startsWith("h") ? Match.pathPrefix(`/${name}`).header("x", "1") : Match.pathPrefix(`/${name}`),
          ],
          backends: [program.users],
        });
      }
      return [
        ...Object.values(program.named("kubernetes_ingress_v1")).flatMap(({ metadata, spec }) =>
          spec.rule[0].http.path.map((path: object) =>
            JSON.stringify([metadata.annotations["traefik.ingress.kubernetes.io/router.priority"], path]),
          ),
        ),
        ...program
          .named("kubernetes_manifest")
          .shop.spec.routes.map((route: { match: string }) => JSON.stringify(route.match)),
      ];
    };
    const before = build(["a", "b/c", "h1", "h2"]);

    const after = new Set(build(["z", "a", "y/y/y", "b/c", "h0", "h1", "h2", "x"]));

    expect(before.filter((entry) => !after.has(entry))).toEqual([]);
  });
});

describe("listeners of a router", () => {
  const secrets = { certificates: { main: "main-tls", other: { secretName: "other-tls", hostnames: ["b.com"] } } };

  function addUsers(program: RouterProgram): RouterProgram {
    program.router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [program.users] });
    return program;
  }

  test("of HTTPS name the secrets of their certificates", () => {
    const program = addUsers(new RouterProgram(secrets, ["a.com"]));

    program.listen("https", Listener.https({ port: 443, certificates: ["main"], router: program.router }));

    expect(program.named("kubernetes_ingress_v1").shop.spec.tls).toEqual([
      { hosts: ["a.com"], secret_name: "main-tls" },
    ]);
  });

  test("of a certificate that the platform was not given are refused", () => {
    const program = addUsers(new RouterProgram(secrets));

    program.listen("https", Listener.https({ port: 443, certificates: ["lost"], router: program.router }));

    expect(program.diagnostics.errors.map((line) => line.split(" ")[0])).toContain("unknown-certificate");
  });

  test("of both kinds make two of each of Traefik's objects, on their own entry points", () => {
    const program = addUsers(new RouterProgram({ ...secrets, ingressClassName: "traefik" }, ["a.com"]));
    program.router.addRoute("canary", { matches: [Match.any().header("x", "1")], backends: [program.users] });

    program
      .listen("http", Listener.http({ port: 80, router: program.router }))
      .listen("https", Listener.https({ port: 443, certificates: ["main"], router: program.router }));

    const ingresses = program.named("kubernetes_ingress_v1");
    expect(
      Object.fromEntries(
        Object.entries(ingresses).map(([name, { metadata, spec }]) => [
          name,
          [
            metadata.annotations["traefik.ingress.kubernetes.io/router.entrypoints"],
            metadata.annotations["traefik.ingress.kubernetes.io/router.tls"],
            spec.tls,
          ],
        ]),
      ),
    ).toEqual({
      "shop-host-prefix-1": ["web", undefined, undefined],
      "shop-host-prefix-1-tls": ["websecure", "true", [{ secret_name: "main-tls" }]],
    });
    const { shop, "shop-tls": secure } = program.named("kubernetes_manifest");
    expect([shop.spec.entryPoints, shop.spec.tls]).toEqual([["web"], undefined]);
    expect([secure.spec.entryPoints, secure.spec.tls]).toEqual([["websecure"], { secretName: "main-tls" }]);
  });

  test.each<[string, Partial<KubernetesProps>, (program: RouterProgram) => void, string[], string[]]>([
    [
      "on the standard ports are served",
      secrets,
      (p) =>
        p
          .listen("http", Listener.http({ port: 80, router: p.router }))
          .listen("https", Listener.https({ port: 443, certificates: ["main"], router: p.router })),
      [],
      [],
    ],
    [
      "on other ports are not",
      { ingressClassName: "traefik" },
      (p) => p.listen("http", Listener.http({ port: 8080, router: p.router })),
      ["ingress-port at edges[0].listeners[0].port"],
      [],
    ],
    [
      "on ports for which Traefik has an entry point are",
      { ingressClassName: "traefik", entryPoints: { 8080: "internal" } },
      (p) => p.listen("http", Listener.http({ port: 8080, router: p.router })),
      [],
      [],
    ],
    [
      "of one kind are answered in the other as well",
      {},
      (p) => p.listen("http", Listener.http({ port: 80, router: p.router })),
      [],
      ["ingress-other-port at edges[0].listeners[0].router"],
    ],
    [
      "that lead to two routers of the same hosts get mixed",
      secrets,
      (p) => {
        const other = new IngressRouter(p.stack, "other", { platform: p.platform });
        other.addRoute("users", { backends: [p.users] });
        p.listen("http", Listener.http({ port: 80, router: p.router })).listen(
          "https",
          Listener.https({ port: 443, certificates: ["main"], router: other }),
        );
      },
      ["ingress-shared-hosts at edges[0].listeners[0].router", "ingress-shared-hosts at edges[1].listeners[0].router"],
      ["ingress-other-port at edges[0].listeners[0].router", "ingress-other-port at edges[1].listeners[0].router"],
    ],
    [
      "on any port are served by a load balancer on AWS, which is one for each edge",
      { ingressClassName: "alb" },
      (p) => {
        const other = new IngressRouter(p.stack, "other", { platform: p.platform });
        other.addRoute("users", { backends: [p.users] });
        p.listen("a", Listener.http({ port: 8080, router: p.router })).listen(
          "b",
          Listener.http({ port: 8080, router: other }),
        );
      },
      ["ingress-addresses at services[0].members"],
      [],
    ],
    [
      "that lead to two routers are kept apart by Traefik's entry points",
      { ...secrets, ingressClassName: "traefik" },
      (p) => {
        const other = new IngressRouter(p.stack, "other", { platform: p.platform });
        other.addRoute("users", { backends: [p.users] });
        p.listen("http", Listener.http({ port: 80, router: p.router })).listen(
          "https",
          Listener.https({ port: 443, certificates: ["main"], router: other }),
        );
      },
      [],
      [],
    ],
  ])("%s", (_, props, listen, errors, warnings) => {
    const program = addUsers(new RouterProgram(props));

    listen(program);

    expect(program.diagnostics).toEqual({ errors, warnings });
  });
});

describe("objects of one name", () => {
  test("in two routers are refused", () => {
    const program = new RouterProgram({ ingressClassName: "traefik" });
    const { stack, platform } = program;
    const other = new IngressRouter(stack, "other", { platform, name: "shop-tls" });
    for (const router of [program.router, other]) {
      router.addRoute("a", { matches: [Match.any().header("x", router.name)], backends: [program.users] });
    }
    program
      .listen("http", Listener.http({ port: 80, router: program.router }))
      .listen("https", Listener.https({ port: 443, certificates: [], router: program.router }));

    expect(program.diagnostics.errors).toContain("kubernetes-name-clash at routers[1].name");
  });
});

test("filters that Traefik does not have are refused", () => {
  const program = new RouterProgram({ ingressClassName: "traefik" });
  program.router.addRoute("a", { filters: [Filter.fixedResponse({ statusCode: 404 })] });

  expect(program.diagnostics.errors).toEqual(["ingress-fixed-response at routers[0].routes[0].filters[0]"]);
});
