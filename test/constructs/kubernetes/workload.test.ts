import { TerraformVariable } from "cdktf";
import {
  EdgeLoadBalancer,
  HealthCheck,
  Listener,
  LogicalService,
  type LogicalServiceProps,
  Workload,
} from "../../../constructs";
import { imageReference } from "../../../constructs/image-reference";
import type { KubernetesProps, WorkloadOptions } from "../../../constructs/kubernetes";
import { Program } from "./program";

type ContainerProps = Parameters<typeof Workload.container>[0];
type ServiceProps = Partial<Omit<LogicalServiceProps, "platform" | "workload">>;

interface Given {
  readonly options?: WorkloadOptions;
  readonly container?: Partial<ContainerProps>;
  readonly service?: ServiceProps;
  readonly platform?: Partial<KubernetesProps>;
}

const IMAGE = "registry.example.com/users:1.2.3";
const traefik = { namespaceLabels: { "kubernetes.io/metadata.name": "traefik" }, podLabels: { app: "traefik" } };

class WorkloadProgram extends Program {
  readonly service: LogicalService;

  constructor({ options, container, service, platform }: Given = {}) {
    super({ ...platform, workload: { router: traefik, ...options } });
    this.service = new LogicalService(this.stack, "users", {
      platform: this.platform,
      port: 8080,
      workload: Workload.container({ image: IMAGE, ...container }),
      ...service,
    });
  }

  get deployment() {
    return this.named("kubernetes_deployment_v1").users;
  }

  get pod() {
    return this.deployment.spec.template.spec;
  }

  get container() {
    return this.pod.container[0];
  }
}

describe("a workload", () => {
  test("runs as a Deployment whose pods the Service selects", () => {
    // given
    const program = new WorkloadProgram({ platform: { labels: { team: "a" } } });

    // when
    const { deployment } = program;

    // then
    expect(deployment).toMatchObject({
      metadata: { name: "users", namespace: "shop", labels: { team: "a", "app.kubernetes.io/managed-by": "portico" } },
      spec: {
        replicas: "2",
        selector: { match_labels: { "portico/service": "users" } },
        strategy: { type: "RollingUpdate", rolling_update: { max_surge: "25%", max_unavailable: "0" } },
        template: { metadata: { labels: { team: "a", "portico/service": "users" } } },
      },
    });
    expect(program.named("kubernetes_service_v1").users.spec.selector).toEqual({ "portico/service": "users" });
    expect(program.named("kubernetes_endpoint_slice_v1")).toEqual({});
    expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
  });

  test("has the image, its port, and what it may use, surely and at most", () => {
    const { container } = new WorkloadProgram({
      container: { cpu: 500, memory: 1024, command: ["/app"], args: ["-v"] },
    });

    expect(container).toMatchObject({
      image: IMAGE,
      command: ["/app"],
      args: ["-v"],
      port: [{ name: "http", container_port: 8080, protocol: "TCP" }],
      resources: { requests: { cpu: "500m", memory: "1024Mi" }, limits: { cpu: "500m", memory: "1024Mi" } },
    });
  });

  test("may use more of a processor where that is wished", () => {
    expect(new WorkloadProgram({ options: { cpuLimit: false } }).container.resources).toEqual({
      requests: { cpu: "256m", memory: "512Mi" },
      limits: { memory: "512Mi" },
    });
  });

  test("has variables with their values, and others with the keys of Secrets", () => {
    const { container } = new WorkloadProgram({
      container: { environment: { MODE: "live" }, secrets: { PASSWORD: "users-db/password" } },
    });

    expect(container.env).toEqual([
      { name: "MODE", value: "live" },
      { name: "PASSWORD", value_from: { secret_key_ref: { name: "users-db", key: "password" } } },
    ]);
  });

  test.each([
    ["$HOME costs $5", "$HOME costs $5"],
    ["$(HOME)", "$$(HOME)"],
    ["a$$b", "a$$$$b"],
    ["${y}", "$${y}"],
  ])("has %j as it stands, though Kubernetes and Terraform put variables in", (value, written) => {
    const { container } = new WorkloadProgram({ container: { environment: { X: value }, args: [value] } });

    expect([container.env[0].value, container.args[0]]).toEqual([written, written]);
  });

  test("meets the Pod Security Standard restricted", () => {
    const { pod, container } = new WorkloadProgram();

    expect(pod).toMatchObject({
      automount_service_account_token: false,
      enable_service_links: false,
      security_context: { run_as_non_root: true, seccomp_profile: { type: "RuntimeDefault" } },
      volume: [{ name: "writable-0", empty_dir: {} }],
    });
    expect(container).toMatchObject({
      security_context: {
        allow_privilege_escalation: false,
        privileged: false,
        read_only_root_filesystem: true,
        run_as_non_root: true,
        capabilities: { drop: ["ALL"] },
      },
      volume_mount: [{ name: "writable-0", mount_path: "/tmp" }],
    });
    expect(pod.security_context.sysctl).toBeUndefined();
  });

  test("on a low port is let bind it without being root", () => {
    const { pod } = new WorkloadProgram({ service: { port: 80 } });

    expect(pod.security_context.sysctl).toEqual([{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }]);
  });

  test("runs as the user and group, with the account, folders and pull secrets that it is given", () => {
    const { pod, container } = new WorkloadProgram({
      options: {
        user: 1000,
        group: 2000,
        serviceAccountName: "users",
        writablePaths: ["/tmp", "/var/cache"],
        imagePullSecrets: ["registry"],
      },
    });

    expect(pod).toMatchObject({
      security_context: { run_as_user: "1000", run_as_group: "2000" },
      service_account_name: "users",
      image_pull_secrets: [{ name: "registry" }],
    });
    expect(container.volume_mount.map((mount: { mount_path: string }) => mount.mount_path)).toEqual([
      "/tmp",
      "/var/cache",
    ]);
  });

  test("is spread over nodes and zones", () => {
    const { topology_spread_constraint: spread } = new WorkloadProgram().pod;

    expect(
      spread.map((one: { topology_key: string; when_unsatisfiable: string }) => [
        one.topology_key,
        one.when_unsatisfiable,
      ]),
    ).toEqual([
      ["kubernetes.io/hostname", "ScheduleAnyway"],
      ["topology.kubernetes.io/zone", "ScheduleAnyway"],
    ]);
    expect(spread[0].label_selector).toEqual([{ match_labels: { "portico/service": "users" } }]);
  });

  test("loses one instance at a time to maintenance", () => {
    expect(new WorkloadProgram().named("kubernetes_pod_disruption_budget_v1").users.spec).toEqual({
      max_unavailable: "1",
      selector: { match_labels: { "portico/service": "users" } },
    });
  });

  test("takes values that Terraform alone knows", () => {
    const program = new Program({ workload: { router: traefik } });
    const text = new TerraformVariable(program.stack, "text", { type: "string" });
    const count = new TerraformVariable(program.stack, "count", { type: "number" });
    new LogicalService(program.stack, "users", {
      platform: program.platform,
      port: 8080,
      workload: Workload.container({
        image: text.stringValue,
        replicas: count.numberValue,
        cpu: count.numberValue,
        environment: { X: text.stringValue },
        secrets: { Y: `users-db/${text.stringValue}` },
      }),
    });

    const { spec } = program.named("kubernetes_deployment_v1").users;
    const [container] = spec.template.spec.container;
    expect(spec.replicas).toBe("${var.count}");
    expect(container).toMatchObject({
      image: "${var.text}",
      resources: { requests: { cpu: "${var.count}m" } },
      env: [
        { name: "X", value: "${var.text}" },
        { name: "Y", value_from: { secret_key_ref: { name: "users-db", key: "${var.text}" } } },
      ],
    });
    expect(program.diagnostics.errors).toEqual([]);
  });

  test("reaches its resources", () => {
    const { service } = new WorkloadProgram({ container: { replicas: { min: 2, max: 4 } } });

    expect(service.resources).toMatchObject({
      workload: {
        deployment: { terraformResourceType: "kubernetes_deployment_v1" },
        disruptionBudget: { terraformResourceType: "kubernetes_pod_disruption_budget_v1" },
        autoscaler: { terraformResourceType: "kubernetes_horizontal_pod_autoscaler_v2" },
        networkPolicy: { terraformResourceType: "kubernetes_network_policy_v1" },
      },
    });
  });

  test("of two services of one name is refused", () => {
    const program = new WorkloadProgram();
    new LogicalService(program.stack, "other", {
      platform: program.platform,
      port: 1,
      name: "users.",
      workload: Workload.container({ image: IMAGE }),
      accept: ["kubernetes-name"],
    });

    expect(program.diagnostics.errors).toContain("kubernetes-name-clash at services[1].name");
  });
});

describe("the number of instances", () => {
  test("is what is asked for", () => {
    const program = new WorkloadProgram({ container: { replicas: 3 } });

    expect(program.deployment.spec.replicas).toBe("3");
    expect(program.named("kubernetes_horizontal_pod_autoscaler_v2")).toEqual({});
  });

  test.each<[string, object, WorkloadOptions, object[]]>([
    [
      "60 per cent of the CPU by default",
      {},
      {},
      [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", average_utilization: 60 } } }],
    ],
    [
      "the share of the CPU that is given",
      { cpuPercent: 80 },
      {},
      [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", average_utilization: 80 } } }],
    ],
    [
      "requests alone",
      { requestsPerMinute: 1000 },
      { requestsMetric: "http_requests_per_second" },
      [
        {
          type: "Pods",
          pods: {
            metric: { name: "http_requests_per_second" },
            target: { type: "AverageValue", average_value: "16667m" },
          },
        },
      ],
    ],
    [
      "requests and CPU",
      { requestsPerMinute: 60, cpuPercent: 70 },
      { requestsMetric: "rps" },
      [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", average_utilization: 70 } } },
        {
          type: "Pods",
          pods: { metric: { name: "rps" }, target: { type: "AverageValue", average_value: "1000m" } },
        },
      ],
    ],
  ])("is scaled by %s", (_, range, options, metric) => {
    const program = new WorkloadProgram({ options, container: { replicas: { min: 2, max: 9, ...range } } });

    expect(program.deployment.spec.replicas).toBeUndefined();
    expect(program.named("kubernetes_horizontal_pod_autoscaler_v2").users.spec).toEqual({
      min_replicas: 2,
      max_replicas: 9,
      scale_target_ref: { api_version: "apps/v1", kind: "Deployment", name: "users" },
      metric,
    });
    expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
  });
});

describe("probes of a workload", () => {
  const readiness = (service: ServiceProps) => new WorkloadProgram({ service }).container.readiness_probe;

  test("ask what the health check asks", () => {
    const healthCheck = HealthCheck.http({
      path: "/healthz?deep=1",
      port: 8081,
      interval: "5s",
      timeout: "3s",
      healthyThreshold: 1,
      unhealthyThreshold: 4,
    });

    expect(readiness({ healthCheck })).toEqual({
      http_get: { path: "/healthz?deep=1", port: "8081" },
      period_seconds: 5,
      timeout_seconds: 3,
      success_threshold: 1,
      failure_threshold: 4,
    });
  });

  test.each([
    ["HTTP", HealthCheck.http(), { http_get: { path: "/", port: "8080" } }],
    ["TCP", HealthCheck.tcp(), { tcp_socket: [{ port: "8080" }] }],
    ["gRPC", HealthCheck.grpc(), { grpc: [{ port: 8080 }] }],
  ])("by %s have the Topology's times by default", (_, healthCheck, handler) => {
    expect(readiness({ healthCheck })).toEqual({
      ...handler,
      period_seconds: 10,
      timeout_seconds: 2,
      success_threshold: 2,
      failure_threshold: 3,
    });
  });

  test("see whether connections are accepted where there is no check", () => {
    expect(readiness({})).toMatchObject({ tcp_socket: [{ port: "8080" }] });
    expect(readiness({ protocol: "UDP" })).toBeUndefined();
  });

  test("start no container anew by the health check alone", () => {
    const { container } = new WorkloadProgram({ service: { healthCheck: HealthCheck.http() } });

    expect([container.liveness_probe, container.startup_probe]).toEqual([undefined, undefined]);
  });

  test("start a container anew by a check of the process, once it has started", () => {
    const { container } = new WorkloadProgram({ options: { liveness: HealthCheck.http({ path: "/alive" }) } });

    expect(container.liveness_probe).toMatchObject({
      http_get: { path: "/alive", port: "8080" },
      success_threshold: 1,
      failure_threshold: 3,
    });
    expect(container.startup_probe).toMatchObject({ http_get: { path: "/alive" }, failure_threshold: 30 });
  });
});

describe("the end of a pod", () => {
  test.each([
    [undefined, 40, ["sleep", "5"]],
    ["1m", 70, ["sleep", "5"]],
    ["1500ms", 12, ["sleep", "5"]],
    ["0s", 5, undefined],
  ])("with a drain of %s takes %d seconds at most", (drain, seconds, command) => {
    const { pod, container } = new WorkloadProgram({ service: drain === undefined ? {} : { drain } });

    expect(pod.termination_grace_period_seconds).toBe(seconds);
    expect(container.lifecycle?.pre_stop[0].exec.command).toEqual(command);
  });

  test("begins with what it is given", () => {
    const { container } = new WorkloadProgram({ options: { preStop: ["/app", "leave"] } });

    expect(container.lifecycle.pre_stop).toEqual([{ exec: { command: ["/app", "leave"] } }]);
  });

  test("begins at once where nothing is to be run before, with the same time", () => {
    const { pod, container } = new WorkloadProgram({ options: { preStop: [] } });

    expect(container).not.toHaveProperty("lifecycle");
    expect(pod.termination_grace_period_seconds).toBe(40);
  });
});

describe("a NetworkPolicy", () => {
  const rules = (program: Program) => program.named("kubernetes_network_policy_v1").users?.spec.ingress;
  const port = { port: "8080", protocol: "TCP" };

  test("lets in the router alone", () => {
    const program = new WorkloadProgram();

    expect(program.named("kubernetes_network_policy_v1").users.spec).toEqual({
      pod_selector: { match_labels: { "portico/service": "users" } },
      policy_types: ["Ingress"],
      ingress: [
        {
          from: [
            {
              namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "traefik" } },
              pod_selector: { match_labels: { app: "traefik" } },
            },
          ],
          ports: [port],
        },
      ],
    });
  });

  test("lets in others that are named, pods and addresses", () => {
    const clients = [{ podLabels: { app: "carts" } }, { addresses: ["10.0.0.0/8", "2001:db8::/32"] }];
    const program = new WorkloadProgram({ options: { clients } });

    expect(rules(program)[0].from.slice(1)).toEqual([
      { pod_selector: { match_labels: { app: "carts" } } },
      { ip_block: { cidr: "10.0.0.0/8" } },
      { ip_block: { cidr: "2001:db8::/32" } },
    ]);
  });

  test("lets in a load balancer that comes later, in whose name nobody knows", () => {
    const program = new WorkloadProgram({ service: { protocol: "TCP" } });
    const edge = new EdgeLoadBalancer(program.stack, "edge", { platform: program.platform });
    edge.addListener("db", Listener.tcp({ port: 13306, service: program.service }));

    expect(rules(program)).toEqual([{ ports: [port] }]);
  });

  test("lets in nobody where no router can lead to the service and no one is named", () => {
    const program = new Program();
    new LogicalService(program.stack, "users", {
      platform: program.platform,
      port: 8080,
      protocol: "TCP",
      workload: Workload.container({ image: IMAGE }),
    });

    expect(rules(program)).toEqual([]);
    expect(program.diagnostics).toEqual({
      errors: [],
      warnings: ["kubernetes-unreachable-workload at services[0].workload"],
    });
  });

  describe("behind a Gateway's listener for a service", () => {
    const behindGateway = (workload: WorkloadOptions, accept: readonly string[] = []) => {
      const program = new Program({ gateway: { className: "eg", channel: "experimental" }, workload });
      const service = new LogicalService(program.stack, "users", {
        platform: program.platform,
        port: 8080,
        protocol: "TCP",
        workload: Workload.container({ image: IMAGE }),
        accept,
      });
      const edge = new EdgeLoadBalancer(program.stack, "edge", { platform: program.platform });
      edge.addListener("db", Listener.tcp({ port: 5432, service }));
      return program;
    };

    test("lets in the Gateway's pods", () => {
      const program = behindGateway({ router: traefik });

      expect(rules(program)[0].from).toHaveLength(1);
      expect(program.diagnostics).toEqual({ errors: [], warnings: [] });
    });

    test("has to know them, and is open where that is accepted", () => {
      expect(behindGateway({}).diagnostics.errors).toEqual(["kubernetes-network-policy at services[0].workload"]);
      expect(rules(behindGateway({}, ["kubernetes-network-policy"]))).toEqual([{ ports: [port] }]);
    });
  });

  test.each([
    [[{ podLabels: { app: "carts" } }], ["kubernetes-node-port-policy at services[0].workload"]],
    [[{ addresses: ["10.0.0.0/8"] }], []],
  ])("with a node port has to know addresses: %j", (clients, warnings) => {
    const program = new WorkloadProgram({ platform: { service: { type: "NodePort" } }, options: { clients } });

    expect(program.diagnostics).toEqual({ errors: [], warnings });
  });

  test("lets in those alone that are named, where no router is to lead to the service", () => {
    const program = new Program({ workload: { clients: [{ podLabels: { app: "carts" } }] } });
    new LogicalService(program.stack, "users", {
      platform: program.platform,
      port: 8080,
      workload: Workload.container({ image: IMAGE }),
    });

    expect(rules(program)).toEqual([{ from: [{ pod_selector: { match_labels: { app: "carts" } } }], ports: [port] }]);
    expect(program.diagnostics.errors).toEqual([]);
  });

  test("is not made where that is wished", () => {
    const program = new WorkloadProgram({ options: { networkPolicy: false } });

    expect(rules(program)).toBeUndefined();
    expect(program.diagnostics.errors).toEqual([]);
  });
});

describe("what a workload cannot have", () => {
  const unknownRouter = { workload: {} };

  test.each<[string, Given, string[], string[]]>([
    [
      "an image that is none",
      { container: { image: "https://registry.example.com/users" } },
      ["kubernetes-image at services[0].workload.image"],
      [],
    ],
    [
      "an image that may change",
      { container: { image: "users" } },
      [],
      ["kubernetes-image-latest at services[0].workload.image"],
    ],
    [
      "a variable without a name",
      { container: { environment: { "": "x" }, secrets: { "1A": "a/b" } } },
      [
        "kubernetes-environment at services[0].workload.environment",
        "kubernetes-environment at services[0].workload.secrets",
      ],
      [],
    ],
    [
      "a variable with two values",
      { container: { environment: { A: "x" }, secrets: { A: "a/b" } } },
      ["kubernetes-environment at services[0].workload.secrets"],
      [],
    ],
    [
      "a secret without a key",
      { container: { secrets: { A: "users-db" } } },
      ["kubernetes-secret-reference at services[0].workload.secrets.A"],
      [],
    ],
    [
      "a secret of another target",
      { container: { secrets: { A: "arn:aws:secretsmanager:eu-west-1:1:secret:db" } } },
      ["kubernetes-secret-reference at services[0].workload.secrets.A"],
      [],
    ],
    [
      "a part of an instance",
      { container: { replicas: 1.5 } },
      ["invalid-replicas at services[0].workload.replicas"],
      [],
    ],
    [
      "bounds the wrong way round",
      { container: { replicas: { min: 3, max: 2 } } },
      ["invalid-replicas at services[0].workload.replicas"],
      [],
    ],
    [
      "scaling to less than nothing",
      { container: { replicas: { min: 1, max: 2, cpuPercent: -5 } } },
      ["invalid-replicas at services[0].workload.replicas.cpuPercent"],
      [],
    ],
    [
      "scaling by requests that nobody counts",
      { container: { replicas: { min: 1, max: 2, requestsPerMinute: 60 } } },
      ["kubernetes-requests-metric at services[0].workload.replicas.requestsPerMinute"],
      [],
    ],
    ["no processor", { container: { cpu: 0 } }, ["kubernetes-resources at services[0].workload.cpu"], []],
    ["no memory", { container: { memory: -1 } }, ["kubernetes-resources at services[0].workload.memory"], []],
    [
      "a probe by other statuses",
      { service: { healthCheck: HealthCheck.http({ expectedStatuses: ["200"] }) } },
      ["kubernetes-probe-statuses at services[0].healthCheck.expectedStatuses"],
      [],
    ],
    [
      "a probe by parts of a second",
      { service: { healthCheck: HealthCheck.tcp({ interval: "2500ms", timeout: "1s" }) } },
      [],
      ["kubernetes-probe-seconds at services[0].healthCheck.interval"],
    ],
  ])("%s", (_, given, errors, warnings) => {
    expect(new WorkloadProgram(given).diagnostics).toEqual({ errors, warnings });
  });

  test("a policy for a router that nobody has named", () => {
    const program = new Program(unknownRouter);
    new LogicalService(program.stack, "users", {
      platform: program.platform,
      port: 8080,
      workload: Workload.container({ image: IMAGE }),
    });

    expect(program.diagnostics.errors).toEqual(["kubernetes-network-policy at services[0].workload"]);
  });

  test("a drain time that Terraform alone knows", () => {
    const program = new Program({ workload: { router: traefik } });
    const drain = new TerraformVariable(program.stack, "drain", { type: "string" }).stringValue;
    new LogicalService(program.stack, "users", {
      platform: program.platform,
      port: 8080,
      drain,
      workload: Workload.container({ image: IMAGE }),
    });

    expect(program.diagnostics.errors).toEqual(["kubernetes-unknown-duration at services[0].drain"]);
  });
});

test.each<[string, object | undefined]>([
  ["users", {}],
  ["users:1.2.3", { tag: "1.2.3" }],
  ["team/users", {}],
  ["localhost/users:a_b", { tag: "a_b" }],
  ["localhost:5000/users", {}],
  ["registry.example.com:5000/team/users:v1", { tag: "v1" }],
  ["[::1]:5000/users", {}],
  [`users@sha256:${"a".repeat(64)}`, { digest: `sha256:${"a".repeat(64)}` }],
  [`users:1@sha256:${"a".repeat(64)}`, { tag: "1", digest: `sha256:${"a".repeat(64)}` }],
  ["", undefined],
  ["Users", undefined],
  ["users:", undefined],
  ["users: 1", undefined],
  ["a//b", undefined],
  ["/users", undefined],
  ["users/", undefined],
  ["https://a.com/users", undefined],
  ["users@sha256:abc", undefined],
  ["users:-1", undefined],
  [`users:${"t".repeat(129)}`, undefined],
])("%j as a reference of an image is %j", (text, reference) => {
  expect(imageReference(text)).toEqual(reference);
});
