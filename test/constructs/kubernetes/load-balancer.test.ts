import {
  EdgeLoadBalancer,
  IngressRouter,
  Listener,
  LogicalService,
  type MemberAddress,
  Members,
} from "../../../constructs";
import type { LoadBalancerImplementation, LoadBalancerOptions } from "../../../constructs/kubernetes";
import { Program } from "./program";

interface Given {
  readonly members?: Members;
  readonly idleTimeout?: string;
  readonly accept?: readonly string[];
}

const pods = Members.selector({ app: "db" });
const addresses = (...list: (string | MemberAddress)[]) => Members.addresses(list);

/** A listener "db" on port 13306 that leads to a service of TCP. */
function balanced(loadBalancer: LoadBalancerOptions, { members = pods, idleTimeout, accept = [] }: Given = {}) {
  const program = new Program({ loadBalancer });
  const { stack, platform } = program;
  const service = new LogicalService(stack, "db", { platform, port: 3306, protocol: "TCP", members });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform, accept });
  edge.addListener("db", Listener.tcp({ port: 13306, service, ...(idleTimeout === undefined ? {} : { idleTimeout }) }));
  return program;
}

function made(program: Program) {
  const { metadata, spec } = program.named("kubernetes_service_v1")["edge-db"];
  const { "portico/edge": _edge, "portico/listener": _listener, ...annotations } = metadata.annotations;
  return { annotations, spec };
}

describe("a load balancer", () => {
  test("is open to every address and keeps that of the client, by default", () => {
    const program = balanced({});

    const { annotations, spec } = made(program);
    expect(spec).toMatchObject({ type: "LoadBalancer", external_traffic_policy: "Local" });
    expect(spec).not.toHaveProperty("load_balancer_source_ranges");
    expect(spec).not.toHaveProperty("load_balancer_class");
    expect(spec).not.toHaveProperty("allocate_load_balancer_node_ports");
    expect(annotations).toEqual({});
    expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
  });

  test("of members by address goes through any node, since they are on none", () => {
    expect(made(balanced({}, { members: addresses("10.0.0.1") })).spec.external_traffic_policy).toBe("Cluster");
  });

  test("is as it is asked for", () => {
    const { annotations, spec } = made(
      balanced({
        sourceRanges: ["192.0.2.0/24", "2001:db8::/32"],
        externalTrafficPolicy: "Cluster",
        loadBalancerClass: "example.com/own",
        allocateNodePorts: false,
        annotations: { "example.com/pool": "blue" },
      }),
    );

    expect(spec).toMatchObject({
      load_balancer_source_ranges: ["192.0.2.0/24", "2001:db8::/32"],
      external_traffic_policy: "Cluster",
      load_balancer_class: "example.com/own",
      allocate_load_balancer_node_ports: false,
    });
    expect(annotations).toEqual({ "example.com/pool": "blue" });
  });
});

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const AZURE = "service.beta.kubernetes.io/azure-";

describe("an implementation is told in its own words", () => {
  test.each<[string, LoadBalancerImplementation, Given, object, object]>([
    [
      "a Network Load Balancer of AWS, that leads to pods",
      { type: "aws-nlb" },
      {},
      { [`${AWS}scheme`]: "internet-facing", [`${AWS}nlb-target-type`]: "ip" },
      { load_balancer_class: "service.k8s.aws/nlb", allocate_load_balancer_node_ports: false },
    ],
    [
      "one of AWS with private addresses, that leads through nodes",
      { type: "aws-nlb", internal: true, targets: "instance" },
      {},
      { [`${AWS}scheme`]: "internal", [`${AWS}nlb-target-type`]: "instance" },
      { load_balancer_class: "service.k8s.aws/nlb" },
    ],
    [
      "one of AWS, that leads to addresses through nodes",
      { type: "aws-nlb" },
      { members: addresses("10.0.0.1") },
      { [`${AWS}scheme`]: "internet-facing", [`${AWS}nlb-target-type`]: "instance" },
      {},
    ],
    [
      "one of AWS with an idle timeout",
      { type: "aws-nlb" },
      { idleTimeout: "10m" },
      {
        [`${AWS}scheme`]: "internet-facing",
        [`${AWS}nlb-target-type`]: "ip",
        [`${AWS}listener-attributes.TCP-13306`]: "tcp.idle_timeout.seconds=600",
      },
      {},
    ],
    ["one of Google Cloud", { type: "gcp" }, {}, { "cloud.google.com/l4-rbs": "enabled" }, {}],
    [
      "one of Google Cloud with a private address of a name",
      { type: "gcp", internal: true, addressName: "db" },
      {},
      {
        "networking.gke.io/load-balancer-type": "Internal",
        "networking.gke.io/load-balancer-ip-addresses": "db",
      },
      {},
    ],
    [
      "one of Azure with a public address of a name",
      { type: "azure", publicIpName: "db" },
      { idleTimeout: "5m" },
      {
        [`${AZURE}load-balancer-internal`]: "false",
        [`${AZURE}pip-name`]: "db",
        [`${AZURE}load-balancer-tcp-idle-timeout`]: "5",
      },
      {},
    ],
    [
      "one of Azure in a subnet",
      { type: "azure", internal: true, subnet: "apps" },
      {},
      { [`${AZURE}load-balancer-internal`]: "true", [`${AZURE}load-balancer-internal-subnet`]: "apps" },
      {},
    ],
    [
      "MetalLB",
      { type: "metallb", addressPool: "public", addresses: ["192.0.2.7", "2001:db8::7"] },
      {},
      { "metallb.io/address-pool": "public", "metallb.io/loadBalancerIPs": "192.0.2.7,2001:db8::7" },
      {},
    ],
    [
      "MetalLB, for an address that others share",
      { type: "metallb", sharingKey: "edge" },
      { members: addresses("10.0.0.1") },
      { "metallb.io/allow-shared-ip": "edge" },
      { external_traffic_policy: "Cluster" },
    ],
  ])("%s", (_, implementation, given, annotations, spec) => {
    const program = balanced({ implementation }, given);

    expect(made(program).annotations).toEqual(annotations);
    expect(made(program).spec).toMatchObject(spec);
    expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
  });

  test("and a user's class and node ports come before its own", () => {
    const implementation = { type: "aws-nlb" } as const;
    const { spec } = made(
      balanced({ implementation, loadBalancerClass: "eks.amazonaws.com/nlb", allocateNodePorts: true }),
    );

    expect(spec).toMatchObject({
      load_balancer_class: "eks.amazonaws.com/nlb",
      allocate_load_balancer_node_ports: true,
    });
  });
});

describe("what a load balancer cannot do", () => {
  test.each<[string, LoadBalancerOptions, Given, string[], string[]]>([
    [
      "keep to nodes of members that are on none",
      { externalTrafficPolicy: "Local" },
      { members: addresses("10.0.0.1") },
      ["kubernetes-traffic-policy at edges[0].listeners[0].service"],
      [],
    ],
    [
      "lead to addresses as if they were pods",
      { implementation: { type: "aws-nlb", targets: "ip" } },
      { members: addresses("10.0.0.1") },
      ["kubernetes-load-balancer-targets at edges[0].listeners[0].service"],
      [],
    ],
    [
      "share an address and keep that of the client",
      { implementation: { type: "metallb", sharingKey: "edge" } },
      {},
      ["kubernetes-shared-address at edges[0].listeners[0].service"],
      [],
    ],
    [
      "wait on AWS as long as that",
      { implementation: { type: "aws-nlb" } },
      { idleTimeout: "2h" },
      [],
      ["kubernetes-idle-timeout at edges[0].listeners[0].idleTimeout"],
    ],
    [
      "wait on Azure as short as that",
      { implementation: { type: "azure" } },
      { idleTimeout: "30s" },
      [],
      ["kubernetes-idle-timeout at edges[0].listeners[0].idleTimeout"],
    ],
    [
      "wait on Google Cloud",
      { implementation: { type: "gcp" } },
      { idleTimeout: "5m" },
      [],
      ["kubernetes-idle-timeout at edges[0].listeners[0].idleTimeout"],
    ],
  ])("%s", (_, options, given, errors, warnings) => {
    expect(balanced(options, given).diagnostics).toEqual({ errors, warnings });
  });

  test("is done the nearest way once it is accepted", () => {
    const program = balanced(
      { externalTrafficPolicy: "Local", implementation: { type: "aws-nlb", targets: "ip" } },
      {
        members: addresses("10.0.0.1"),
        accept: ["kubernetes-traffic-policy", "kubernetes-load-balancer-targets"],
      },
    );

    expect(made(program)).toMatchObject({
      annotations: { [`${AWS}nlb-target-type`]: "instance" },
      spec: { external_traffic_policy: "Cluster" },
    });
    expect(program.diagnostics.errors).toEqual([]);
  });
});

describe("the load balancer of a Gateway", () => {
  function gateway(loadBalancer: LoadBalancerOptions, accept: readonly string[] = []) {
    const program = new Program({ loadBalancer, gateway: { className: "eg" } });
    const { stack, platform } = program;
    const users = new LogicalService(stack, "users", { platform, port: 8080 });
    const router = new IngressRouter(stack, "router", { platform });
    router.addRoute("users", { backends: [users] });
    new EdgeLoadBalancer(stack, "edge", { platform, accept }).addListener("http", Listener.http({ port: 80, router }));
    return { ...program.diagnostics, infrastructure: program.named("kubernetes_manifest").edge.spec.infrastructure };
  }

  test("is told what annotations say", () => {
    const { infrastructure, errors } = gateway({
      implementation: { type: "aws-nlb", internal: true },
      annotations: { "example.com/team": "a" },
    });

    expect(infrastructure).toEqual({
      annotations: {
        "example.com/team": "a",
        [`${AWS}scheme`]: "internal",
        [`${AWS}nlb-target-type`]: "ip",
        [`${AWS}type`]: "external",
      },
    });
    expect(errors).toEqual([]);
  });

  test("is told nothing by default", () => {
    expect(gateway({})).toEqual({ errors: [], warnings: [], infrastructure: undefined });
  });

  test("is told nothing else, which is refused", () => {
    const loadBalancer = { sourceRanges: ["192.0.2.0/24"], externalTrafficPolicy: "Local" } as const;
    const at = "gateway-load-balancer at edges[0]";

    expect(gateway(loadBalancer).errors).toEqual([at, at]);
    expect(gateway(loadBalancer, ["gateway-load-balancer"])).toMatchObject({ errors: [], infrastructure: undefined });
  });

  test("is told nothing at all where the Gateway was there before, which is refused", () => {
    const program = new Program({
      loadBalancer: { sourceRanges: ["192.0.2.0/24"], annotations: { "example.com/team": "a" } },
      gateway: { parentRef: { name: "public" } },
    });
    const { stack, platform } = program;
    const users = new LogicalService(stack, "users", { platform, port: 8080 });
    const router = new IngressRouter(stack, "router", { platform });
    router.addRoute("users", { backends: [users] });
    new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));

    const at = "gateway-load-balancer at edges[0]";
    expect(program.diagnostics.errors).toEqual([at, at]);
  });

  test("is not asked for where a Service of type LoadBalancer takes the listener, and all it is told", () => {
    const program = new Program({
      loadBalancer: { sourceRanges: ["192.0.2.0/24"] },
      gateway: { className: "eg", version: "1.5" },
    });
    const { stack, platform } = program;
    const members = Members.selector({ app: "db" });
    const service = new LogicalService(stack, "db", { platform, port: 5432, protocol: "TCP", members });
    new EdgeLoadBalancer(stack, "edge", { platform }).addListener("db", Listener.tcp({ port: 5432, service }));

    expect(program.diagnostics.errors).toEqual([]);
    expect(program.named("kubernetes_service_v1")["edge-db"].spec.load_balancer_source_ranges).toEqual([
      "192.0.2.0/24",
    ]);
  });
});

test("the load balancer of an ingress class is not told anything, and a warning says so", () => {
  const program = new Program({ loadBalancer: { sourceRanges: ["192.0.2.0/24"] }, ingressClassName: "traefik" });
  const { stack, platform } = program;
  const users = new LogicalService(stack, "users", { platform, port: 8080 });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("users", { backends: [users] });
  new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));

  expect(program.diagnostics).toEqual({
    errors: [],
    warnings: ["ingress-load-balancer at edges[0].listeners[0].router"],
  });
});
