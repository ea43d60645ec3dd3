import { TerraformVariable } from "cdktf";
import { LogicalService, type LogicalServiceProps, Members, SessionAffinity } from "../../../constructs";
import type { ServiceOptions } from "../../../constructs/kubernetes";
import { Program } from "./program";

type ServiceProps = Partial<Omit<LogicalServiceProps, "platform">>;

function service(options: ServiceOptions, props: ServiceProps = {}): Program {
  const program = new Program();
  const platform = program.platform.with({ service: options });
  new LogicalService(program.stack, "users", { platform, port: 8080, ...props });
  return program;
}

const host = { protocol: "TCP", members: Members.addresses(["db.example.com"]) } as const;

describe("a service becomes a Service", () => {
  test.each<[string, ServiceOptions, ServiceProps, object]>([
    ["of type ClusterIP by default", {}, {}, { type: "ClusterIP" }],
    ["without an address", { type: "Headless" }, {}, { type: "ClusterIP", cluster_ip: "None" }],
    [
      "without an address, that names instances which are not ready",
      { type: "Headless", publishNotReadyAddresses: true },
      { members: Members.selector({ app: "users" }) },
      { type: "ClusterIP", cluster_ip: "None", publish_not_ready_addresses: true, selector: { app: "users" } },
    ],
    [
      "with a port of every node",
      { type: "NodePort" },
      {},
      { type: "NodePort", external_traffic_policy: "Cluster", port: [{ port: 8080 }] },
    ],
    [
      "with this port of every node, where there are instances",
      { type: "NodePort", nodePort: 30080, externalTrafficPolicy: "Local" },
      { members: Members.selector({ app: "users" }) },
      { type: "NodePort", external_traffic_policy: "Local", port: [{ port: 8080, node_port: 30080 }] },
    ],
    [
      "that is another name for a host",
      { type: "ExternalName" },
      host,
      { type: "ExternalName", external_name: "db.example.com" },
    ],
  ])("%s", (_, options, props, spec) => {
    const program = service(options, props);

    expect(program.named("kubernetes_service_v1").users.spec).toMatchObject(spec);
    expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
  });

  test("with annotations of its own", () => {
    const program = service({ annotations: { "example.com/team": "a" } });

    expect(program.named("kubernetes_service_v1").users.metadata.annotations).toEqual({ "example.com/team": "a" });
  });

  test("and no EndpointSlice where its name alone leads to its host", () => {
    const program = service({ type: "ExternalName" }, host);

    expect(program.named("kubernetes_service_v1").users.spec.selector).toBeUndefined();
    expect(program.named("kubernetes_endpoint_slice_v1")).toEqual({});
  });

  test("keeps EndpointSlices where it has no address", () => {
    const program = service({ type: "Headless" }, { members: Members.addresses(["10.0.0.1"]) });

    expect(Object.keys(program.named("kubernetes_endpoint_slice_v1"))).toEqual(["users-ipv4"]);
  });

  test("that is another name for a host which Terraform alone knows", () => {
    const program = new Program();
    const host = new TerraformVariable(program.stack, "host", { type: "string" }).stringValue;
    const platform = program.platform.with({ service: { type: "ExternalName" } });
    const members = Members.addresses([host]);
    new LogicalService(program.stack, "users", { platform, port: 3306, protocol: "TCP", members });

    expect(program.named("kubernetes_service_v1").users.spec.external_name).toBe("${var.host}");
    expect(program.diagnostics.errors).toEqual([]);
  });

  test("on a node port that Terraform alone knows", () => {
    const program = new Program();
    const port = new TerraformVariable(program.stack, "port", { type: "number" });
    const platform = program.platform.with({ service: { type: "NodePort", nodePort: port.numberValue } });
    new LogicalService(program.stack, "users", { platform, port: 8080 });

    expect(program.named("kubernetes_service_v1").users.spec.port).toMatchObject([{ node_port: "${var.port}" }]);
    expect(program.diagnostics.errors).toEqual([]);
  });
});

describe("what a kind of Service cannot be", () => {
  const sourceIp = { protocol: "TCP", sessionAffinity: SessionAffinity.sourceIp() } as const;

  test.each<[string, ServiceOptions, ServiceProps, string[], string[]]>([
    [
      "another name for an address",
      { type: "ExternalName" },
      { members: Members.addresses(["10.0.0.1"]) },
      ["kubernetes-external-name at services[0].members"],
      [],
    ],
    [
      "another name for two hosts",
      { type: "ExternalName" },
      { members: Members.addresses(["a.example.com", "b.example.com"]) },
      [
        "kubernetes-external-name at services[0].members",
        "kubernetes-member-hostname at services[0].members[0].address",
        "kubernetes-member-hostname at services[0].members[1].address",
      ],
      [],
    ],
    [
      "another name for another port",
      { type: "ExternalName" },
      { members: Members.addresses([{ address: "a.example.com", port: 1 }]) },
      [
        "kubernetes-external-name at services[0].members",
        "kubernetes-member-hostname at services[0].members[0].address",
      ],
      [],
    ],
    [
      "another name for a host that the API does not take",
      { type: "ExternalName" },
      { members: Members.addresses(["my_db.example.com"]) },
      [
        "kubernetes-external-name at services[0].members",
        "kubernetes-member-hostname at services[0].members[0].address",
      ],
      [],
    ],
    [
      "another name for pods",
      { type: "ExternalName" },
      { members: Members.selector({ app: "users" }) },
      ["kubernetes-external-name at services[0].members"],
      [],
    ],
    [
      "another name, where a controller may not lead to one",
      { type: "ExternalName" },
      { members: Members.addresses(["a.example.com"]) },
      [],
      ["kubernetes-external-name-route at services[0].members"],
    ],
    [
      "one that keeps clients without an address to keep them at",
      { type: "Headless" },
      sourceIp,
      ["kubernetes-session-affinity at services[0].sessionAffinity"],
      [],
    ],
    [
      "one that stays on a node, of members that are on none",
      { type: "NodePort", externalTrafficPolicy: "Local" },
      { members: Members.addresses(["10.0.0.1"]) },
      ["kubernetes-traffic-policy at services[0]"],
      [],
    ],
    [
      "one with what only others have",
      { externalTrafficPolicy: "Local", publishNotReadyAddresses: true },
      {},
      [],
      ["kubernetes-unused-setting at services[0]", "kubernetes-unused-setting at services[0]"],
    ],
    ["one with a node port that has none", { nodePort: 30080 }, {}, ["kubernetes-node-port at services[0]"], []],
    [
      "one with a node port that is none",
      { type: "NodePort", nodePort: 70_000 },
      {},
      ["kubernetes-node-port at services[0]"],
      [],
    ],
  ])("%s", (_, options, props, errors, warnings) => {
    expect(service(options, props).diagnostics).toEqual({ errors, warnings });
  });

  test("one of two on the same node port", () => {
    const program = new Program({ service: { type: "NodePort", nodePort: 30080 } });
    const { stack, platform } = program;
    new LogicalService(stack, "users", { platform, port: 8080 });
    new LogicalService(stack, "carts", { platform, port: 8080 });

    expect(program.diagnostics.errors).toEqual(["kubernetes-node-port-clash at services[1]"]);
  });

  test("stays a Service of type ClusterIP once that is accepted", () => {
    const members = Members.addresses(["10.0.0.1"]);
    const program = service({ type: "ExternalName" }, { members, accept: ["kubernetes-external-name"] });

    expect(program.named("kubernetes_service_v1").users.spec.type).toBe("ClusterIP");
    expect(Object.keys(program.named("kubernetes_endpoint_slice_v1"))).toEqual(["users-ipv4"]);
  });
});

test("an address that the Topology refuses is named once", () => {
  const program = service({}, { members: Members.addresses(["10.0.0.1:80", "256.1.1.1", "http://a.example.com"]) });

  expect(program.diagnostics.errors).toEqual([
    "invalid-address at services[0].members[0].address",
    "invalid-address at services[0].members[1].address",
    "invalid-address at services[0].members[2].address",
  ]);
});

test.each([
  ["a key with a space", { "my app": "users" }],
  ["a key with two domains", { "a.com/b.com/app": "users" }],
  ["a key of more than 63 characters", { ["k".repeat(64)]: "users" }],
  ["a value with a space", { app: "the users" }],
  ["a value that ends in a hyphen", { app: "users-" }],
])("a selector that no pod fits, with %s, is refused", (_, labels) => {
  expect(service({}, { members: Members.selector(labels) }).diagnostics.errors).toEqual([
    "kubernetes-selector at services[0].members",
  ]);
});
