import {
  EdgeLoadBalancer,
  Listener,
  LogicalService,
  type LogicalServiceProps,
  Members,
  SessionAffinity,
} from "../../../constructs";
import { Program } from "./program";

type ServiceProps = Partial<Omit<LogicalServiceProps, "platform">>;

function edgeTo(
  listener: (service: LogicalService) => Listener,
  props: ServiceProps = {},
): Program & { edge: EdgeLoadBalancer<never> } {
  const program = new Program();
  const { stack, platform } = program;
  const service = new LogicalService(stack, "galera", {
    platform,
    port: 3306,
    protocol: "TCP",
    members: Members.addresses(["10.0.0.1"]),
    ...props,
  });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("db", listener(service));
  return Object.assign(program, { edge: edge as never });
}

describe("a listener that leads to a service", () => {
  test("is a Service of type LoadBalancer with the listener's port and the service's members", () => {
    const program = edgeTo((service) => Listener.tcp({ port: 13306, service }));

    expect(program.named("kubernetes_service_v1")["edge-db"]).toMatchObject({
      metadata: {
        namespace: "shop",
        labels: { "portico/service": "galera" },
        annotations: { "portico/edge": "edge", "portico/listener": "db" },
      },
      spec: { type: "LoadBalancer", port: [{ name: "tcp", protocol: "TCP", port: 13306, target_port: "3306" }] },
      wait_for_load_balancer: false,
    });
    expect(program.named("kubernetes_endpoint_slice_v1")["edge-db-ipv4"]).toMatchObject({
      metadata: { labels: { "kubernetes.io/service-name": "edge-db" } },
      endpoint: [{ addresses: ["10.0.0.1"] }],
      port: [{ name: "tcp", port: "3306" }],
    });
    expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
  });

  test("selects the pods that the service selects", () => {
    const program = edgeTo((service) => Listener.tcp({ port: 3306, service }), {
      members: Members.selector({ app: "db" }),
    });

    expect(program.named("kubernetes_service_v1")["edge-db"].spec.selector).toEqual({ app: "db" });
    expect(program.named("kubernetes_endpoint_slice_v1")).toEqual({});
  });

  test("keeps clients where the service does", () => {
    const program = edgeTo((service) => Listener.tcp({ port: 3306, service }), {
      sessionAffinity: SessionAffinity.sourceIp(),
    });

    expect(program.named("kubernetes_service_v1")["edge-db"].spec.session_affinity).toBe("ClientIP");
  });

  test("of UDP has a port for datagrams", () => {
    const program = edgeTo((service) => Listener.udp({ port: 53, service }), { protocol: "UDP", port: 5353 });

    expect(program.named("kubernetes_service_v1")["edge-db"].spec.port).toMatchObject([
      { name: "udp", protocol: "UDP", port: 53, target_port: "5353" },
    ]);
  });

  test("of TLS that is passed through is one of TCP", () => {
    const program = edgeTo((service) => Listener.tlsPassthrough({ port: 3306, service }), { protocol: "TLS" });

    expect(program.named("kubernetes_service_v1")["edge-db"].spec.port).toMatchObject([
      { name: "tls", protocol: "TCP" },
    ]);
    expect(program.diagnostics.errors).toEqual([]);
  });

  test.each<[string, (service: LogicalService) => Listener, ServiceProps, string[], string[]]>([
    [
      "of TLS that ends at the edge",
      (service) => Listener.tls({ port: 3306, certificates: ["main"], service }),
      {},
      ["kubernetes-tls-termination at edges[0].listeners[0].protocol"],
      [],
    ],
    [
      "that chooses by server name",
      (service) => Listener.tlsPassthrough({ port: 3306, routes: [{ hostnames: ["a.com"], service }] }),
      { protocol: "TLS" },
      ["kubernetes-server-names at edges[0].listeners[0].tlsRoutes"],
      [],
    ],
    [
      "with an idle timeout",
      (service) => Listener.tcp({ port: 3306, service, idleTimeout: "5m" }),
      {},
      [],
      ["kubernetes-idle-timeout at edges[0].listeners[0].idleTimeout"],
    ],
  ])("%s is not wholly to be had", (_, listener, props, errors, warnings) => {
    const { diagnostics } = edgeTo(listener, props);

    expect(diagnostics.errors.filter((line) => line.startsWith("kubernetes"))).toEqual(errors);
    expect(diagnostics.warnings).toEqual(warnings);
  });

  test("has no name that is too long for a Service", () => {
    const program = new Program();
    const { stack, platform } = program;
    const service = new LogicalService(stack, "db", { platform, port: 1, protocol: "TCP" });
    const edge = new EdgeLoadBalancer(stack, "e".repeat(40), { platform });
    edge.addListener("l".repeat(40), Listener.tcp({ port: 1, service }));

    expect(program.diagnostics.errors).toEqual(["kubernetes-name at edges[0].listeners[0].name"]);
  });
});
