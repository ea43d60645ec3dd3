import { TerraformVariable } from "cdktf";
import {
  Balancing,
  HealthCheck,
  LogicalService,
  type LogicalServiceProps,
  Members,
  SessionAffinity,
} from "../../../constructs";
import { type Kubernetes, KubernetesEdge } from "../../../constructs/kubernetes";
import { Program } from "./program";

type ServiceProps = Omit<LogicalServiceProps, "platform" | "port"> & { readonly port?: number };

function service(name: string, props: ServiceProps = {}, platform: Partial<Kubernetes["props"]> = {}): Program {
  const program = new Program(platform);
  new LogicalService(program.stack, name, { platform: program.platform, port: 8080, ...props });
  return program;
}

describe("a service", () => {
  test("of pods is a ClusterIP Service with their labels", () => {
    // given
    const program = service("users", { members: Members.selector({ app: "users" }) });

    // when
    const services = program.named("kubernetes_service_v1");

    // then
    expect(services.users).toMatchObject({
      metadata: {
        namespace: "shop",
        labels: { "portico/service": "users", "app.kubernetes.io/managed-by": "portico" },
      },
      spec: {
        type: "ClusterIP",
        selector: { app: "users" },
        port: [{ name: "http", port: 8080, target_port: "8080", protocol: "TCP", app_protocol: "http" }],
      },
    });
    expect(program.named("kubernetes_endpoint_slice_v1")).toEqual({});
  });

  test.each([0, 65_536, 80.5])("of pods has no port %d", (port) => {
    expect(service("users", { port, members: Members.selector({ app: "users" }) }).diagnostics.errors).toEqual([
      "kubernetes-port at services[0]",
    ]);
  });

  test("of addresses is a Service without selector, and an EndpointSlice of its name", () => {
    const program = service("users", { members: Members.addresses(["10.0.1.10", "10.0.2.10"]) });

    expect(program.named("kubernetes_service_v1").users.spec.selector).toBeUndefined();
    expect(program.named("kubernetes_endpoint_slice_v1")["users-ipv4"]).toMatchObject({
      metadata: { namespace: "shop", labels: { "kubernetes.io/service-name": "users", "portico/service": "users" } },
      address_type: "IPv4",
      endpoint: [
        { addresses: ["10.0.1.10"], condition: { ready: true } },
        { addresses: ["10.0.2.10"], condition: { ready: true } },
      ],
      port: [{ name: "http", port: "8080", protocol: "TCP", app_protocol: "http" }],
    });
  });

  test("of addresses of several kinds and ports has a slice for each, in their canonical form", () => {
    const members = Members.addresses([
      "10.0.1.10",
      { address: "10.0.1.11", port: 9090 },
      "2001:DB8:0:0::1",
      "users.internal",
    ]);

    const slices = service("users", { members }).named("kubernetes_endpoint_slice_v1");

    expect(
      Object.entries(slices).map(([name, { address_type, endpoint, port }]) => [
        name,
        address_type,
        endpoint.flatMap(({ addresses }: { addresses: string[] }) => addresses),
        port[0].port,
      ]),
    ).toEqual([
      ["users-fqdn", "FQDN", ["users.internal"], "8080"],
      ["users-ipv4-9090", "IPv4", ["10.0.1.11"], "9090"],
      ["users-ipv4", "IPv4", ["10.0.1.10"], "8080"],
      ["users-ipv6", "IPv6", ["2001:db8::1"], "8080"],
    ]);
  });

  test.each([
    ["IPv4 alone", ["10.0.0.1"], undefined, undefined],
    ["IPv6 alone", ["2001:db8::1"], "SingleStack", ["IPv6"]],
    ["both", ["10.0.0.1", "2001:db8::1"], "PreferDualStack", undefined],
  ])("of %s asks for the families that its slices have", (_, addresses, policy, families) => {
    const { spec } = service("users", { members: Members.addresses(addresses) }).named("kubernetes_service_v1").users;

    expect([spec.ip_family_policy, spec.ip_families]).toEqual([policy, families]);
  });

  test("splits its slices at a thousand endpoints", () => {
    const addresses = Array.from({ length: 1001 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);

    const slices = service("users", { members: Members.addresses(addresses) }).named("kubernetes_endpoint_slice_v1");

    expect(Object.entries(slices).map(([name, { endpoint }]) => [name, endpoint.length])).toEqual([
      ["users-ipv4-2", 1],
      ["users-ipv4", 1000],
    ]);
  });

  test("gives a member of weight 0 no traffic", () => {
    const members = Members.addresses([{ address: "10.0.0.1", weight: 0 }, "10.0.0.2"]);

    const slice = service("users", { members }).named("kubernetes_endpoint_slice_v1")["users-ipv4"];

    expect(slice.endpoint.map(({ condition }: { condition: object }) => condition)).toEqual([
      { ready: false },
      { ready: true },
    ]);
  });

  test.each([
    ["HTTP", "http", "TCP", "http"],
    ["H2C", "h2c", "TCP", "kubernetes.io/h2c"],
    ["GRPC", "grpc", "TCP", "kubernetes.io/h2c"],
    ["TCP", "tcp", "TCP", "tcp"],
    ["TLS", "tls", "TCP", "tls"],
    ["UDP", "udp", "UDP", "udp"],
  ] as const)("that speaks %s has a port named %s over %s for %s", (protocol, name, transport, application) => {
    const { spec } = service("users", { protocol }).named("kubernetes_service_v1").users;

    expect(spec.port).toEqual([
      { name, protocol: transport, app_protocol: application, port: 8080, target_port: "8080" },
    ]);
  });

  test.each([
    [undefined, 3600],
    ["90s", 90],
    ["1500ms", 2],
    ["48h", 86_400],
  ])("with affinity by address for %s keeps clients for %d seconds", (ttl, timeout_seconds) => {
    const sessionAffinity = SessionAffinity.sourceIp(ttl === undefined ? {} : { ttl });

    const { spec } = service("users", { sessionAffinity }).named("kubernetes_service_v1").users;

    expect(spec).toMatchObject({
      session_affinity: "ClientIP",
      session_affinity_config: { client_ip: { timeout_seconds } },
    });
  });

  test("carries the platform's labels on all its objects", () => {
    const program = service("users", { members: Members.addresses(["10.0.0.1"]) }, { labels: { team: "a" } });

    expect(program.named("kubernetes_service_v1").users.metadata.labels.team).toBe("a");
    expect(program.named("kubernetes_endpoint_slice_v1")["users-ipv4"].metadata.labels.team).toBe("a");
  });

  test("takes addresses and ports that Terraform alone knows", () => {
    const program = new Program();
    const address = new TerraformVariable(program.stack, "address", { type: "string" });
    const port = new TerraformVariable(program.stack, "port", { type: "number" });

    new LogicalService(program.stack, "users", {
      platform: program.platform,
      port: port.numberValue,
      members: Members.addresses([address.stringValue]),
    });

    expect(program.named("kubernetes_service_v1").users.spec.port).toMatchObject([
      { port: "${var.port}", target_port: "${var.port}" },
    ]);
    expect(program.named("kubernetes_endpoint_slice_v1")["users-ipv4"]).toMatchObject({
      endpoint: [{ addresses: ["${var.address}"] }],
      port: [{ port: "${var.port}" }],
    });
    expect(program.diagnostics.errors).toEqual([]);
  });

  test("leaves an unknown list of addresses to no one's guess", () => {
    const program = new Program();
    const addresses = new TerraformVariable(program.stack, "addresses", { type: "list(string)" });

    new LogicalService(program.stack, "users", {
      platform: program.platform,
      port: 80,
      members: Members.addresses(addresses.listValue),
    });

    expect(program.diagnostics.errors).toEqual(["token-taken-apart at services[0].members[0].address"]);
  });
});

describe("what a Service cannot keep", () => {
  const addresses = (...list: Parameters<typeof Members.addresses>[0][number][]) => Members.addresses(list);

  test.each<[string, string, ServiceProps, string[], string[]]>([
    ["nothing", "users", { members: addresses("10.0.0.1") }, [], []],
    [
      "a balancing algorithm",
      "users",
      { balancing: Balancing.leastConnections() },
      [],
      ["kubernetes-balancing at services[0].balancing"],
    ],
    ["turns, which controllers take by themselves", "users", { balancing: Balancing.roundRobin() }, [], []],
    [
      "turns, which kube-proxy does not",
      "users",
      { protocol: "TCP", balancing: Balancing.roundRobin() },
      [],
      ["kubernetes-balancing at services[0].balancing"],
    ],
    [
      "a probe",
      "users",
      { healthCheck: HealthCheck.tcp() },
      [],
      ["kubernetes-health-check at services[0].healthCheck"],
    ],
    ["draining", "users", { drain: "1m" }, [], ["kubernetes-drain at services[0].drain"]],
    [
      "weights of members",
      "users",
      { members: addresses("10.0.0.1", { address: "10.0.0.2", weight: 5 }) },
      [],
      ["kubernetes-member-weights at services[0].members"],
    ],
    [
      "affinity by cookie",
      "users",
      { sessionAffinity: SessionAffinity.cookie() },
      ["kubernetes-session-affinity at services[0].sessionAffinity"],
      [],
    ],
    [
      "affinity by address, past which controllers connect",
      "users",
      { sessionAffinity: SessionAffinity.sourceIp() },
      ["kubernetes-session-affinity at services[0].sessionAffinity"],
      [],
    ],
    [
      "affinity by address, which kube-proxy keeps",
      "users",
      { protocol: "TCP", sessionAffinity: SessionAffinity.sourceIp() },
      [],
      [],
    ],
    [
      "affinity for days",
      "users",
      { protocol: "TCP", sessionAffinity: SessionAffinity.sourceIp({ ttl: "25h" }) },
      ["kubernetes-session-affinity at services[0].sessionAffinity.ttl"],
      [],
    ],
    [
      "a selector without labels",
      "users",
      { members: Members.selector({}) },
      ["kubernetes-selector at services[0].members"],
      [],
    ],
    [
      "a member by host name",
      "users",
      { members: addresses("10.0.0.1", "db.internal") },
      ["kubernetes-member-hostname at services[0].members[1].address"],
      [],
    ],
    [
      "an address of this machine",
      "users",
      { members: addresses("127.0.0.1") },
      ["kubernetes-member-address at services[0].members[0].address"],
      [],
    ],
    [
      "a link-local address",
      "users",
      { members: addresses("fe80::1") },
      ["kubernetes-member-address at services[0].members[0].address"],
      [],
    ],
    ["a name with upper case", "Users", {}, ["kubernetes-name at services[0].name"], []],
    ["a name with a dot", "users.v2", {}, ["kubernetes-name at services[0].name"], []],
    ["a name that starts with a digit", "2users", {}, ["kubernetes-name at services[0].name"], []],
  ])("%s", (_, name, props, errors, warnings) => {
    expect(service(name, props).diagnostics).toEqual({ errors, warnings });
  });

  test("is a warning once it is accepted, and names come out as near as they can", () => {
    const program = service("Users.V2", { accept: ["kubernetes-name"] });

    expect(program.diagnostics).toEqual({ errors: [], warnings: ["kubernetes-name at services[0].name"] });
    expect(program.named("kubernetes_service_v1")["users-v2"].metadata.labels["portico/service"]).toBe("Users.V2");
  });

  test("includes two objects of one name", () => {
    const program = service("users-v2", {});
    new LogicalService(program.stack, "users.v2", { platform: program.platform, port: 1, accept: ["kubernetes-name"] });

    expect(program.diagnostics.errors).toEqual(["kubernetes-name-clash at services[1].name"]);
  });
});

test("an edge without listeners has no resources", () => {
  expect(new KubernetesEdge().services).toEqual([]);
});
