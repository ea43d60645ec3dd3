import { EdgeLoadBalancer, Filter, IngressRouter, Listener, LogicalService, Match } from "../../../../constructs";
import type { KubernetesProps } from "../../../../constructs/kubernetes";
import { readTargets } from "../../../../lib/parity";
import { Program } from "../program";

/** Edges, routers and services, each in a namespace of its choice. */
class NamespacesProgram extends Program {
  constructor(props: Partial<KubernetesProps> = {}) {
    super({ gateway: { className: "eg", version: "1.6" }, ...props });
  }

  service(name: string, namespace = "shop", protocol: "HTTP" | "GRPC" | "TCP" | "TLS" = "HTTP"): LogicalService {
    return new LogicalService(this.stack, name, { platform: this.platform.with({ namespace }), port: 8080, protocol });
  }

  router(name: string, namespace = "shop"): IngressRouter {
    return new IngressRouter(this.stack, name, { platform: this.platform.with({ namespace }) });
  }

  edge(namespace = "shop"): EdgeLoadBalancer {
    return new EdgeLoadBalancer(this.stack, "edge", { platform: this.platform.with({ namespace }) });
  }

  /** Grants as `namespace/name: kinds of namespace -> kind name`. */
  get grants(): readonly string[] {
    return Object.values(this.output.resource?.kubernetes_manifest ?? {})
      .map(({ manifest }) => manifest)
      .filter(({ kind }) => kind === "ReferenceGrant")
      .map(({ metadata, spec: { from, to } }) => {
        const kinds = from.map(({ kind }: { kind: string }) => kind).join("+");
        return `${metadata.namespace}/${metadata.name}: ${kinds} of ${from[0].namespace} -> ${to[0].kind} ${to[0].name}`;
      })
      .sort();
  }

  get listeners() {
    return this.named("kubernetes_manifest").edge.spec.listeners;
  }
}

describe("a reference into another namespace", () => {
  test("of routes to services is granted there, each once", () => {
    const program = new NamespacesProgram();
    const [users, shadow, local] = [
      program.service("users", "users"),
      program.service("shadow", "lab"),
      program.service("local"),
    ];
    const router = program.router("router");
    router.addRoute("a", { matches: [Match.pathPrefix("/a")], backends: [users, local] });
    router.addRoute("b", {
      matches: [Match.pathPrefix("/b")],
      filters: [Filter.mirror(shadow)],
      backends: [users],
    });
    program.edge().addListener("http", Listener.http({ port: 80, router }));

    expect(program.grants).toEqual([
      "lab/router-shadow: HTTPRoute of shop -> Service shadow",
      "users/router-users: HTTPRoute of shop -> Service users",
    ]);
    expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
  });

  test("of a listener's route to a service is granted there", () => {
    const program = new NamespacesProgram();
    const edge = program.edge();
    edge.addListener("db", Listener.tcp({ port: 3306, service: program.service("db", "data", "TCP") }));
    edge.addListener(
      "sni",
      Listener.tlsPassthrough({
        port: 9443,
        routes: [{ hostnames: ["A.example.com"], service: program.service("tls", "data", "TLS") }],
      }),
    );

    expect(program.grants).toEqual([
      "data/edge-db: TCPRoute of shop -> Service db",
      "data/edge-sni-a.example.com: TLSRoute of shop -> Service tls",
    ]);
  });

  test("of a Gateway to a Secret is granted there", () => {
    const certificates = {
      main: { secretName: "main-tls", namespace: "certs" },
      own: { secretName: "own-tls", hostnames: ["b.com"] },
    };
    const program = new NamespacesProgram({ certificates });
    const router = program.router("router");
    router.addRoute("all", { backends: [program.service("users")] });
    program.edge().addListener("https", Listener.https({ port: 443, certificates: ["main", "own"], router }));

    expect(
      program.listeners.map((listener: { tls: { certificateRefs: object } }) => listener.tls.certificateRefs),
    ).toEqual([[{ kind: "Secret", name: "main-tls", namespace: "certs" }], [{ kind: "Secret", name: "own-tls" }]]);
    expect(program.grants).toEqual(["certs/edge-main-tls: Gateway of shop -> Secret main-tls"]);
  });

  test("needs no grant where there is none", () => {
    const program = new NamespacesProgram();
    const router = program.router("router");
    router.addRoute("all", { backends: [program.service("users")] });
    program.edge().addListener("http", Listener.http({ port: 80, router }));

    expect(program.grants).toEqual([]);
  });
});

describe("routers of other namespaces than their Gateway's", () => {
  test("are let in by name, at the listeners that lead to them", () => {
    const program = new NamespacesProgram();
    const [own, other] = [program.router("own"), program.router("other", "team-b")];
    own.addRoute("all", { hostnames: ["a.com"], backends: [program.service("users")] });
    other.addRoute("all", { hostnames: ["b.com"], backends: [program.service("carts", "team-b")] });
    const edge = program.edge();
    edge.addListener("a", Listener.http({ port: 80, router: own }));
    edge.addListener("b", Listener.http({ port: 8080, router: other }));

    expect(program.listeners.map(({ allowedRoutes }: { allowedRoutes: object }) => allowedRoutes)).toEqual([
      { namespaces: { from: "Same" } },
      {
        namespaces: {
          from: "Selector",
          selector: {
            matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["team-b"] }],
          },
        },
      },
    ]);
    expect(program.named("kubernetes_manifest")["other-b.com"].spec.parentRefs).toEqual([
      { name: "edge", namespace: "shop", sectionName: "b" },
    ]);
    expect(readTargets(program.text)[0]?.decide({ method: "GET", url: "http://b.com:8080/" })).toMatchObject({
      service: "carts",
    });
    expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
  });
});

describe("a Gateway that is there already", () => {
  const existing = (parentRef: object): Partial<KubernetesProps> => ({
    gateway: { version: "1.6", parentRef: { name: "public", ...parentRef } },
  });

  test.each<[string, object, object, string[]]>([
    ["in the router's namespace", {}, { name: "public", namespace: "shop" }, []],
    [
      "in another namespace",
      { namespace: "infra" },
      { name: "public", namespace: "infra" },
      ["gateway-allowed-routes at routers[0]"],
    ],
    [
      "by one of its listeners",
      { sectionName: "https" },
      { name: "public", namespace: "shop", sectionName: "https" },
      [],
    ],
  ])("gets a router's routes without an edge: %s", (_, parentRef, attached, warnings) => {
    const program = new NamespacesProgram(existing(parentRef));
    program.router("router").addRoute("all", { backends: [program.service("users")] });

    expect(program.named("kubernetes_manifest").router.spec.parentRefs).toEqual([attached]);
    expect(program.diagnostics).toEqual({ errors: [], warnings });
  });

  test("is not made again by an edge, whose listeners do not count", () => {
    const program = new NamespacesProgram(existing({}));
    const router = program.router("router");
    router.addRoute("all", { backends: [program.service("users")] });
    program.edge().addListener("http", Listener.http({ port: 80, router }));

    const manifests = Object.values(program.named("kubernetes_manifest"));
    expect(manifests.map(({ kind, spec }) => [kind, spec.parentRefs])).toEqual([
      ["HTTPRoute", [{ name: "public", namespace: "shop" }]],
    ]);
    expect(program.diagnostics).toEqual({ errors: [], warnings: ["gateway-own-listeners at edges[0].listeners[0]"] });
  });

  test("leads to services by its listeners of the same name", () => {
    const program = new NamespacesProgram(existing({}));
    program.edge().addListener("DB", Listener.tcp({ port: 3306, service: program.service("db", "shop", "TCP") }));

    expect(program.named("kubernetes_manifest")["edge-db"].spec.parentRefs).toEqual([
      { name: "public", namespace: "shop", sectionName: "db" },
    ]);
  });

  test("is what one router has where the platform's others have their own", () => {
    const program = new NamespacesProgram();
    const platform = program.platform.with({ gateway: { parentRef: { name: "public" } } });
    const router = new IngressRouter(program.stack, "router", { platform });
    router.addRoute("all", { backends: [program.service("users")] });

    expect(program.named("kubernetes_manifest").router.spec.parentRefs).toEqual([
      { name: "public", namespace: "shop" },
    ]);
  });
});

describe("cert-manager", () => {
  const secured = (certificates: KubernetesProps["certificates"]) => {
    const program = new NamespacesProgram({ certManager: { clusterIssuer: "le" }, certificates: certificates ?? {} });
    const router = program.router("router");
    router.addRoute("all", { backends: [program.service("users")] });
    program
      .edge()
      .addListener("https", Listener.https({ port: 443, certificates: Object.keys(certificates ?? {}), router }));
    return program;
  };

  test("is asked by the Gateway, for the hosts of its listeners", () => {
    const program = secured({ main: { secretName: "main-tls", hostnames: ["a.com", "*.a.com"] } });

    expect(program.named("kubernetes_manifest").edge.metadata.annotations).toEqual({
      "cert-manager.io/cluster-issuer": "le",
      "portico/edge": "edge",
    });
    expect(program.listeners).toMatchObject([
      { name: "https-a.com", hostname: "a.com", tls: { certificateRefs: [{ name: "main-tls" }] } },
      { name: "https-wildcard.a.com", hostname: "*.a.com", tls: { certificateRefs: [{ name: "main-tls" }] } },
    ]);
    const { parentRefs } = program.named("kubernetes_manifest").router.spec;
    expect(parentRefs.map(({ sectionName }: { sectionName: string }) => sectionName)).toEqual([
      "https-a.com",
      "https-wildcard.a.com",
    ]);
    expect(program.diagnostics.errors).toEqual([]);
  });

  test("cannot be asked for a certificate of no host", () => {
    expect(secured({ main: "main-tls" }).diagnostics.errors).toEqual([
      "kubernetes-certificate-hosts at edges[0].listeners[0].certificates",
    ]);
  });
});

test("listeners that have one name in a Gateway are refused", () => {
  const program = new NamespacesProgram();
  const router = program.router("router");
  router.addRoute("all", { backends: [program.service("users")] });
  const edge = program.edge();
  edge.addListener("Web", Listener.http({ port: 80, router }));
  edge.addListener("web", Listener.http({ port: 8080, router }));

  expect(program.diagnostics.errors).toEqual(["kubernetes-port-name at edges[0].listeners[1].name"]);
});
