import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Match } from "../../../../constructs";
import type { KubernetesProps } from "../../../../constructs/kubernetes";
import { readTargets } from "../../../../lib/parity";
import { Program } from "../program";

class GatewayProgram extends Program {
  readonly edge = new EdgeLoadBalancer(this.stack, "edge", { platform: this.platform });
  readonly router = new IngressRouter(this.stack, "shop", { platform: this.platform });

  constructor(props: Partial<KubernetesProps> = {}) {
    super({ gateway: { className: "eg" }, ...props });
    this.router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [this.service("users")] });
  }

  service(name: string, protocol: "HTTP" | "TCP" | "UDP" | "TLS" = "HTTP"): LogicalService {
    return new LogicalService(this.stack, name, { platform: this.platform, port: 8080, protocol });
  }

  get listeners(): object[] {
    return this.named("kubernetes_manifest").edge.spec.listeners;
  }
}

describe("an edge with the Gateway API", () => {
  test("is a Gateway of its name and class, to which its router's HTTPRoutes belong", () => {
    const program = new GatewayProgram();
    program.edge.addListener("http", Listener.http({ port: 80, router: program.router }));

    const { edge, shop } = program.named("kubernetes_manifest");

    expect(edge).toMatchObject({
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { namespace: "shop", annotations: { "portico/edge": "edge" } },
      spec: {
        gatewayClassName: "eg",
        listeners: [{ name: "http", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: { from: "Same" } } }],
      },
    });
    expect(shop.spec.parentRefs).toEqual([{ name: "edge", namespace: "shop", sectionName: "http" }]);
    expect(program.named("kubernetes_ingress_v1")).toEqual({});
    expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
  });

  test("routes as the router says, read from the output", () => {
    const program = new GatewayProgram();
    program.edge.addListener("http", Listener.http({ port: 80, router: program.router }));

    const [target] = readTargets(program.text);

    expect(target?.decide({ method: "GET", url: "http://a.com/users/7" })).toMatchObject({
      listener: "http",
      route: "users",
      service: "users",
    });
  });

  test("without listeners is nothing", () => {
    expect(new GatewayProgram().named("kubernetes_manifest")).toEqual({});
  });

  test("ends TLS with the secrets of its certificates, one listener a name that has its own", () => {
    const certificates = { main: "main-tls", other: { secretName: "other-tls", hostnames: ["b.com", "*.b.com"] } };
    const program = new GatewayProgram({ certificates });
    program.edge.addListener(
      "https",
      Listener.https({ port: 443, certificates: ["main", "other"], router: program.router }),
    );

    const tls = (name: string) => ({ mode: "Terminate", certificateRefs: [{ kind: "Secret", name }] });
    expect(program.listeners).toMatchObject([
      { name: "https", port: 443, protocol: "HTTPS", tls: tls("main-tls") },
      { name: "https-b.com", hostname: "b.com", tls: tls("other-tls") },
      { name: "https-wildcard.b.com", hostname: "*.b.com", tls: tls("other-tls") },
    ]);
    const { parentRefs } = program.named("kubernetes_manifest").shop.spec;
    expect(parentRefs.map(({ sectionName }: { sectionName: string }) => sectionName)).toEqual([
      "https",
      "https-b.com",
      "https-wildcard.b.com",
    ]);
    expect(program.diagnostics.errors).toEqual([]);
  });

  test("does not guess which of two certificates is for which name", () => {
    const program = new GatewayProgram({ certificates: { main: "a", other: "b" } });
    program.edge.addListener(
      "https",
      Listener.https({ port: 443, certificates: ["main", "other"], router: program.router }),
    );

    expect(program.diagnostics.errors).toEqual(["gateway-certificates at edges[0].listeners[0].certificates"]);
  });

  test("leads TLS by server name to services by TLSRoutes", () => {
    const program = new GatewayProgram();
    const routes = [
      { hostnames: ["a.com"], service: program.service("a", "TLS") },
      { hostnames: ["*.b.com"], service: program.service("b", "TLS") },
    ];
    program.edge.addListener("sni", Listener.tlsPassthrough({ port: 9443, routes }));

    const { "edge-sni-a.com": first, "edge-sni-wildcard.b.com": second } = program.named("kubernetes_manifest");

    expect(program.listeners).toMatchObject([
      { name: "sni", port: 9443, protocol: "TLS", tls: { mode: "Passthrough" } },
    ]);
    expect([first, second].map(({ apiVersion, kind, spec }) => [apiVersion, kind, spec.hostnames, spec.rules])).toEqual(
      [
        [
          "gateway.networking.k8s.io/v1",
          "TLSRoute",
          ["a.com"],
          [{ backendRefs: [{ kind: "Service", name: "a", namespace: "shop", port: 8080 }] }],
        ],
        [
          "gateway.networking.k8s.io/v1",
          "TLSRoute",
          ["*.b.com"],
          [{ backendRefs: [{ kind: "Service", name: "b", namespace: "shop", port: 8080 }] }],
        ],
      ],
    );
  });

  test.each<[string, Partial<KubernetesProps>, (program: GatewayProgram) => Listener, string, string]>([
    [
      "TCP with version 1.6",
      { gateway: { className: "eg", version: "1.6" } },
      (p) => Listener.tcp({ port: 1, service: p.service("s", "TCP") }),
      "TCP",
      "v1 TCPRoute",
    ],
    [
      "TCP with the experimental channel",
      { gateway: { className: "eg", channel: "experimental" } },
      (p) => Listener.tcp({ port: 1, service: p.service("s", "TCP") }),
      "TCP",
      "v1alpha2 TCPRoute",
    ],
    [
      "UDP with version 1.6",
      { gateway: { className: "eg", version: "1.6" } },
      (p) => Listener.udp({ port: 1, service: p.service("s", "UDP") }),
      "UDP",
      "v1 UDPRoute",
    ],
    [
      "TLS that ends here",
      { gateway: { className: "eg", version: "1.6" }, certificates: { c: "s" } },
      (p) => Listener.tls({ port: 1, certificates: ["c"], service: p.service("s", "TCP") }),
      "TLS",
      "v1 TCPRoute",
    ],
    [
      "TLS that is passed through to one service",
      { gateway: { className: "eg", version: "1.6" } },
      (p) => Listener.tlsPassthrough({ port: 1, service: p.service("s", "TLS") }),
      "TCP",
      "v1 TCPRoute",
    ],
  ])("takes %s", (_, props, listener, protocol, route) => {
    const program = new GatewayProgram(props);
    program.edge.addListener("l4", listener(program));

    const { apiVersion, kind, spec } = program.named("kubernetes_manifest")["edge-l4"];

    expect(program.listeners).toMatchObject([{ name: "l4", protocol }]);
    expect(`${apiVersion} ${kind}`).toBe(`gateway.networking.k8s.io/${route}`);
    expect(spec.parentRefs).toEqual([{ name: "edge", namespace: "shop", sectionName: "l4" }]);
  });

  test("leaves what it cannot take to a Service of type LoadBalancer, and says so", () => {
    const program = new GatewayProgram();
    program.edge.addListener("db", Listener.tcp({ port: 3306, service: program.service("db", "TCP") }));

    expect(program.named("kubernetes_service_v1")["edge-db"].spec.type).toBe("LoadBalancer");
    expect(program.diagnostics.warnings).toContain("gateway-own-address at edges[0].listeners[0].protocol");
  });

  test("has no service for names that no TLSRoute has", () => {
    const program = new GatewayProgram();
    const service = program.service("s", "TLS");
    program.edge.addListener(
      "sni",
      Listener.tlsPassthrough({ port: 1, service, routes: [{ hostnames: ["a.com"], service }] }),
    );

    expect(program.diagnostics.errors).toEqual(["gateway-default-service at edges[0].listeners[0].service"]);
  });

  test("has more HTTPRoutes once a router grows, each as a resource of its own", () => {
    const program = new GatewayProgram();
    program.edge.addListener("http", Listener.http({ port: 80, router: program.router }));
    const users = program.service("more");
    for (let index = 0; index < 40; index++) {
      program.router.addRoute(`r${index}`, { matches: [Match.pathPrefix(`/${index}`)], backends: [users] });
    }

    const kinds = Object.values(program.named("kubernetes_manifest")).map(({ kind }) => kind);

    expect(kinds.sort()).toEqual(["Gateway", "HTTPRoute", "HTTPRoute", "HTTPRoute"]);
    expect(program.router.resources).toMatchObject({ manifests: { length: 3 } });
  });
});
