import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformVariable, Testing } from "cdktf";
import { EdgeLoadBalancer, Listener, LogicalService, Members } from "portico";
import { type KubernetesPlacementProps, Placement, SelfHosted, Tiers } from "portico/self-hosted";
import { ADMIN_PORT, ADMIN_VARIABLE, IMAGE_NODE, IMAGE_USER } from "../../../constructs/self-hosted/placements/image";
import { explainOutput } from "../../../lib/parity";
import { type Topology, validateTopology } from "../../../lib/topology";
import { loadDesignShop } from "../support/design-shop";
import { errorsOf, newStack, warningsOf } from "../support/synthesis";
import { edgeStack } from "./support/edge-stack";
import { providersOf, resourceOf, typesOf } from "./support/resources";

const place = (props: KubernetesPlacementProps = {}, more: Omit<Parameters<typeof edgeStack>[0], "placement"> = {}) =>
  edgeStack({ placement: Placement.kubernetes(props), ...more }).stack;

const pod = (stack: ReturnType<typeof place>, type = "kubernetes_deployment_v1") =>
  resourceOf(stack, type).spec.template.spec;

describe("the program of the design, in a cluster", () => {
  const Shop = loadDesignShop();
  const platform = new SelfHosted({ placement: Placement.kubernetes(), image: { version: "1.2.3" } });
  const stack = new Shop(Testing.app(), "shop-self", platform);

  test("has nothing to say", () => {
    expect(errorsOf(stack)).toEqual([]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test("is this", () => {
    expect(Testing.synth(stack)).toMatchSnapshot();
  });

  test("has its Topology in a ConfigMap, which explain reads", () => {
    const text = resourceOf(stack, "kubernetes_config_map_v1").data["topology.json"] as string;
    expect(validateTopology(JSON.parse(text) as Topology)).toEqual([]);
    const [explanation] = explainOutput(Testing.synth(stack), {
      method: "GET",
      url: "http://shop.example.com/users/7",
    });
    expect(explanation?.decision).toMatchObject({ route: "users", service: "users" });
  });

  test("runs what the image has", () => {
    const dockerfile = readFileSync(join(__dirname, "..", "..", "..", "image", "Dockerfile"), "utf8");
    expect(dockerfile).toContain(`USER ${IMAGE_USER}:${IMAGE_USER}\n`);
    expect(dockerfile).toContain(`ENTRYPOINT ["${IMAGE_NODE}", `);
    expect(dockerfile).toContain(`${ADMIN_VARIABLE}=127.0.0.1:${ADMIN_PORT}\n`);
  });
});

describe("a pod", () => {
  test("meets the restricted Pod Security Standard", () => {
    const spec = pod(place());
    expect(spec.security_context).toMatchObject({
      run_as_non_root: true,
      run_as_user: "65532",
      seccomp_profile: { type: "RuntimeDefault" },
    });
    expect(spec.container[0].security_context).toEqual({
      allow_privilege_escalation: false,
      privileged: false,
      read_only_root_filesystem: true,
      run_as_non_root: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(spec.host_network).toBeUndefined();
  });

  test("has no rights in the cluster", () => {
    const stack = place();
    expect(pod(stack)).toMatchObject({ automount_service_account_token: false, service_account_name: "portico" });
    expect(resourceOf(stack, "kubernetes_service_account_v1").automount_service_account_token).toBe(false);
    expect(typesOf(stack).filter((type) => type.includes("role"))).toEqual([]);
  });

  test.each([
    [80, [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }]],
    [8080, []],
  ])("binds port %i with no right beyond a safe sysctl", (port, sysctl) => {
    expect(pod(place({}, { port })).security_context.sysctl ?? []).toEqual(sysctl);
  });

  test("mounts the folder of the Topology, so that a change reaches it while it runs", () => {
    const stack = place();
    const { volume, container } = pod(stack);
    expect(volume).toEqual([{ name: "topology", config_map: { name: "portico", default_mode: "0444" } }]);
    expect(container[0].volume_mount).toEqual([{ name: "topology", mount_path: "/etc/portico", read_only: true }]);
    expect(container[0].args).toEqual(["proxy", "--config", "/etc/portico/topology.json"]);
    expect(JSON.stringify(resourceOf(stack, "kubernetes_deployment_v1"))).not.toContain("10.0.0.1");
  });

  test("is probed at the admin endpoint, and ends what is under way before it goes", () => {
    const { container, termination_grace_period_seconds } = pod(place({ adminPort: 9000 }));
    expect(container[0]).toMatchObject({
      env: [{ name: "PORTICO_ADMIN", value: "0.0.0.0:9000" }],
      startup_probe: { http_get: { path: "/healthz", port: "admin" } },
      liveness_probe: { http_get: { path: "/healthz", port: "admin" } },
      readiness_probe: { http_get: { path: "/readyz", port: "admin" } },
      lifecycle: { pre_stop: [{ exec: { command: [IMAGE_NODE, "-e", expect.stringContaining("5000")] } }] },
    });
    expect(container[0].port).toContainEqual({ name: "admin", container_port: 9000, protocol: "TCP" });
    expect(termination_grace_period_seconds).toBeGreaterThan(5 + 30);
  });

  test("has the certificates that Secrets bring", () => {
    const folder = "/etc/portico-tls/shop";
    const certificates = { shop: { certFile: `${folder}/tls.crt`, keyFile: `${folder}/tls.key` } };
    const stack = place({ tlsSecrets: { shop: "shop-tls" } }, { https: true, certificates });
    expect(errorsOf(stack)).toEqual([]);
    expect(pod(stack).volume[1]).toEqual({ name: "tls-0", secret: { secret_name: "shop-tls", default_mode: "0440" } });
    expect(pod(stack).container[0].volume_mount[1]).toEqual({ name: "tls-0", mount_path: folder, read_only: true });
  });
});

describe("the Service", () => {
  const service = (stack: ReturnType<typeof place>, ending = "") => resourceOf(stack, "kubernetes_service_v1", ending);

  test("has a port for each listener, called after it where Kubernetes takes the name", () => {
    expect(service(place()).spec.port).toEqual([
      { name: "http", port: 80, protocol: "TCP", target_port: "http" },
      { name: "listener-1", port: 5353, protocol: "UDP", target_port: "listener-1" },
    ]);
  });

  test("has a name for each port, whatever listeners are called", () => {
    const stack = newStack("shop");
    const platform = new SelfHosted({ placement: Placement.kubernetes() });
    const service = new LogicalService(stack, "db", {
      platform,
      port: 3306,
      protocol: "TCP",
      members: Members.addresses(["db.internal"]),
    });
    const edge = new EdgeLoadBalancer(stack, "edge", { platform });
    const names = ["listener-1", "Replica.of.db", "admin", "listener-3"];
    for (const [index, name] of names.entries()) {
      edge.addListener(name, Listener.tcp({ port: 3306 + index, service }));
    }
    const ports = resourceOf(stack, "kubernetes_service_v1").spec.port as readonly { readonly name: string }[];
    expect(ports.map(({ name }) => name)).toEqual(["listener-1", "listener-2", "listener-4", "listener-3"]);
  });

  test("has ports that Terraform alone knows", () => {
    const stack = edgeStack({ placement: Placement.kubernetes() }).stack;
    const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    const other = place({}, { port });
    expect(service(other).spec.port[0].port).toBe("${var.port}");
  });

  test("keeps the client's address where it is a load balancer, as which it is made", () => {
    expect(service(place()).spec).toMatchObject({ type: "LoadBalancer", external_traffic_policy: "Local" });
    expect(service(place()).wait_for_load_balancer).toBe(false);
    expect(service(place({ service: { type: "ClusterIP" } })).spec.external_traffic_policy).toBeUndefined();
  });

  test("takes what a cloud's controller asks for", () => {
    const annotations = { "example.com/scheme": "internal" };
    const stack = place({
      service: { annotations, loadBalancerClass: "example.com/nlb", sourceRanges: ["10.0.0.0/8"] },
    });
    expect(service(stack).metadata.annotations).toEqual(annotations);
    expect(service(stack).spec).toMatchObject({
      load_balancer_class: "example.com/nlb",
      load_balancer_source_ranges: ["10.0.0.0/8"],
    });
  });

  test("of the tier that routes is within the cluster alone", () => {
    const tiers = Tiers.two({ routers: ["portico-router.default.svc"] });
    const stack = place({ service: { annotations: { a: "b" } } }, { tiers });
    expect(errorsOf(stack)).toEqual([]);
    const router = service(stack, "router");
    expect(router.metadata.name).toBe("portico-router");
    expect(router.metadata.annotations).toBeUndefined();
    expect(router.spec).toMatchObject({ type: "ClusterIP", port: [{ name: "http", port: 80 }] });
    expect(router.spec.selector).toEqual({
      "app.kubernetes.io/name": "portico",
      "app.kubernetes.io/instance": "portico-router",
    });
  });
});

test("the image is pulled by the Secrets that are named", () => {
  expect(pod(place({ imagePullSecrets: ["registry"] })).image_pull_secrets).toEqual([{ name: "registry" }]);
  expect(pod(place())).not.toHaveProperty("image_pull_secrets");
});

describe("the network policy", () => {
  test("lets everyone reach the listeners, and the pods of the cluster the admin endpoint", () => {
    expect(resourceOf(place({ adminPort: 9000 }), "kubernetes_network_policy_v1").spec).toEqual({
      pod_selector: {
        match_labels: { "app.kubernetes.io/name": "portico", "app.kubernetes.io/instance": "portico" },
      },
      policy_types: ["Ingress"],
      ingress: [
        {
          ports: [
            { port: "80", protocol: "TCP" },
            { port: "5353", protocol: "UDP" },
          ],
        },
        { ports: [{ port: "9000", protocol: "TCP" }], from: [{ namespace_selector: {} }] },
      ],
    });
  });

  test("is one for each of two tiers", () => {
    const stack = place({}, { tiers: Tiers.two({ routers: ["portico-router.default.svc"] }) });
    expect(typesOf(stack).filter((type) => type === "kubernetes_network_policy_v1")).toHaveLength(1);
    expect(resourceOf(stack, "kubernetes_network_policy_v1", "router").spec.pod_selector.match_labels).toMatchObject({
      "app.kubernetes.io/instance": "portico-router",
    });
  });
});

describe("the workload", () => {
  test.each<[KubernetesPlacementProps, readonly string[]]>([
    [{}, ["deployment", "horizontal_pod_autoscaler_v2", "network_policy", "pod_disruption_budget"]],
    [{ replicas: { min: 3, max: 3 } }, ["deployment", "network_policy", "pod_disruption_budget"]],
    [{ workload: "DaemonSet" }, ["daemon_set", "network_policy"]],
    [{ workload: "DaemonSet", networkPolicy: false }, ["daemon_set"]],
  ])("for %j is made of %j", (props, kinds) => {
    const stack = place(props);
    const types = typesOf(stack).map((type) => type.replace(/^kubernetes_|_v1$/g, ""));
    expect(types.filter((type) => !["config_map", "service", "service_account"].includes(type))).toEqual(
      kinds.map((kind) => (kind === "daemon_set" ? "daemon_set" : kind)),
    );
    expect(errorsOf(stack)).toEqual([]);
  });

  test("has the number of its pods set by the autoscaler alone", () => {
    const stack = place({ replicas: { min: 4, cpuPercent: 50 } });
    expect(resourceOf(stack, "kubernetes_deployment_v1").spec.replicas).toBeUndefined();
    expect(resourceOf(stack, "kubernetes_horizontal_pod_autoscaler_v2").spec).toMatchObject({
      min_replicas: 4,
      max_replicas: 10,
      metric: [{ type: "Resource", resource: { name: "cpu", target: { average_utilization: 50 } } }],
    });
    expect(resourceOf(place({ replicas: { min: 12 } }), "kubernetes_deployment_v1").spec.replicas).toBe("12");
  });

  test("is replaced pod by pod, each after its successor is ready", () => {
    const stack = place();
    expect(resourceOf(stack, "kubernetes_deployment_v1").spec.strategy).toEqual({
      type: "RollingUpdate",
      rolling_update: { max_surge: "1", max_unavailable: "0" },
    });
    expect(resourceOf(stack, "kubernetes_pod_disruption_budget_v1").spec.max_unavailable).toBe("1");
  });
});

describe("what a cluster cannot run is refused", () => {
  test.each<[string, Parameters<typeof place>, string]>([
    ["an address of a machine", [{}, { address: "10.0.0.9" }], "edges[0].listeners[0].address unreachable-address"],
    ["a member on loopback", [{}, { member: "127.0.0.1" }], "services[0].members[0].address unreachable-address"],
    [
      "a member on loopback, by a name that is looked up",
      [{}, { member: Members.dns("localhost") }],
      "services[0].discovery.hostname unreachable-address",
    ],
    ["a listener on the admin port", [{ adminPort: 80 }], "edges[0].listeners[0].port address-in-use"],
    ["a bad namespace", [{ namespace: "Shop_1" }], " invalid-namespace"],
    ["a bad name of a Secret", [{ tlsSecrets: { shop: "a/b" } }], " invalid-secret-name"],
    ["a bad name of a pull secret", [{ imagePullSecrets: ["a_b"] }], " invalid-secret-name"],
    ["fewer pods at most than at least", [{ replicas: { min: 5, max: 2 } }], " invalid-replicas"],
    ["no pod at least", [{ replicas: { min: 0 } }], " invalid-replicas"],
    ["a part of a pod", [{ replicas: { min: 1.5, max: 3 } }], " invalid-replicas"],
    ["scaling to less than nothing", [{ replicas: { cpuPercent: -1 } }], " invalid-replicas"],
    ["an admin port that is none", [{ adminPort: 99_999 }], "adminPort kubernetes-port"],
    ["clients that are no range", [{ service: { sourceRanges: ["me"] } }], "service.sourceRanges invalid-range"],
    ["an annotation that is none", [{ service: { annotations: { "a b": "" } } }], "service.annotations kubernetes-key"],
    [
      "a class of load balancers that is none",
      [{ service: { loadBalancerClass: "of aws" } }],
      "service.loadBalancerClass kubernetes-key",
    ],
    [
      "clients of a Service that has no load balancer",
      [{ service: { type: "NodePort", sourceRanges: ["10.0.0.0/8"] } }],
      "service.sourceRanges kubernetes-load-balancer-setting",
    ],
    ["an image that is none", [{}, { image: { name: "Portico" } }], "image invalid-image"],
    ["replicas of a DaemonSet", [{ workload: "DaemonSet", replicas: { min: 2 } }], " replicas-of-daemon-set"],
    [
      "a certificate that no Secret brings",
      [{}, { https: true, certificates: { shop: { certFile: "a.crt", keyFile: "a.key" } } }],
      "certificates[0].certFile unmounted-file",
    ],
  ])("%s", (_name, args, expected) => {
    const found = errorsOf(place(...args)).map((line) => {
      const [, path = "", code = ""] = /^\[\S+\] (?:([^ :]+): )?.*\[([^\]]*)\]$/.exec(line) ?? [];
      return `${path} ${code}`;
    });
    expect(found).toContain(expected);
  });
});

test("a Topology that no ConfigMap holds is refused", () => {
  // given
  const stack = newStack("shop");
  const platform = new SelfHosted({ placement: Placement.kubernetes() });
  const members = Members.addresses(Array.from({ length: 20_000 }, (_, host) => `10.0.${host >> 8}.${host & 255}`));
  const service = new LogicalService(stack, "db", { platform, port: 3306, protocol: "TCP", members });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });

  // when
  edge.addListener("db", Listener.tcp({ port: 3306, service }));

  // then
  expect(errorsOf(stack)).toEqual([expect.stringMatching(/a ConfigMap holds 1048576; .* \[oversized-topology\]$/)]);
});

test("the name of a stack that can be no label's value is left out", () => {
  const partOf = (name: string) => {
    const stack = newStack(name);
    const platform = new SelfHosted({ placement: Placement.kubernetes() });
    new EdgeLoadBalancer(stack, "edge", { platform });
    return resourceOf(stack, "kubernetes_config_map_v1").metadata.labels["app.kubernetes.io/part-of"];
  };
  expect(partOf("shop")).toBe("shop");
  expect(partOf("s".repeat(64))).toBeUndefined();
});

describe("the provider", () => {
  test("finds the cluster by its environment where the stack has none", () => {
    expect(providersOf(place())).toEqual({ kubernetes: [{}] });
  });

  test("is the stack's own where there is one", () => {
    const stack = place();
    new KubernetesProvider(stack, "cluster", { configPath: "kube.config" });
    expect(providersOf(stack)).toEqual({ kubernetes: [{ config_path: "kube.config" }] });
  });
});
