import { TerraformVariable } from "cdktf";
import {
  EdgeLoadBalancer,
  IngressRouter,
  Listener,
  LogicalService,
  type LogicalServiceProps,
  Match,
  Workload,
} from "portico";
import type { AwsProps, AwsService, EcsOptions } from "portico/aws";
import { type Body, Given } from "../support/synthesize";

type Container = Parameters<typeof Workload.container>[0];

interface Sketch {
  readonly container?: Partial<Container>;
  readonly ecs?: EcsOptions;
  readonly props?: Partial<AwsProps>;
  readonly service?: Partial<Omit<LogicalServiceProps, "platform">>;
}

/** A service that brings a workload. */
function add(given: Given, id: string, { container, service }: Sketch = {}): LogicalService<AwsService> {
  const workload = Workload.container({ image: "nginx:1.29", ...container });
  return new LogicalService(given.stack, id, { platform: given.platform, port: 8080, workload, ...service });
}

/** A stack with a service that brings a workload, and an edge whose router leads to it. */
function routed(sketch: Sketch = {}): Given {
  const given = new Given({ ecs: { subnetIds: ["subnet-7", "subnet-8"], ...sketch.ecs }, ...sketch.props });
  const users = add(given, "users", sketch);
  const router = given.router();
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
  given.httpEdge(router);
  return given;
}

function container(given: Given): Body {
  const [definition] = JSON.parse(given.only("aws_ecs_task_definition").container_definitions);
  return definition;
}

function statements(given: Given, role: string): readonly Body[] {
  const policies = given.all("aws_iam_role_policy").filter(({ name }) => name === role);
  return policies.flatMap(({ policy }) => JSON.parse(policy).Statement);
}

describe("a workload becomes an ECS service on Fargate", () => {
  test("with what a careful team sets", () => {
    const given = routed();
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_ecs_service")).toEqual({
      name: expect.stringMatching(/^users-[0-9a-f]{10}$/),
      cluster: expect.stringMatching(/^\$\{aws_ecs_cluster\..*\.arn\}$/),
      task_definition: expect.stringMatching(/^\$\{aws_ecs_task_definition\..*\.arn\}$/),
      desired_count: 2,
      launch_type: "FARGATE",
      platform_version: "LATEST",
      network_configuration: {
        subnets: ["subnet-7", "subnet-8"],
        security_groups: [expect.stringMatching(/^\$\{aws_security_group\.users_.*\.id\}$/)],
        assign_public_ip: false,
      },
      load_balancer: [
        {
          target_group_arn: expect.stringMatching(/^\$\{aws_lb_target_group\.users_.*\.arn\}$/),
          container_name: "users",
          container_port: 8080,
        },
      ],
      health_check_grace_period_seconds: 60,
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      deployment_circuit_breaker: { enable: true, rollback: true },
      enable_execute_command: false,
      enable_ecs_managed_tags: true,
      propagate_tags: "SERVICE",
      wait_for_steady_state: false,
      tags: { "portico:service": "users" },
      depends_on: expect.any(Array),
      lifecycle: { create_before_destroy: true },
    });
  });

  test("whose tasks are of the smallest size, of Linux, in the VPC's network", () => {
    const given = routed();
    expect(given.only("aws_ecs_task_definition")).toMatchObject({
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "256",
      memory: "512",
      skip_destroy: true,
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "X86_64" },
      execution_role_arn: expect.stringMatching(/^\$\{aws_iam_role\..*execution-role.*\.arn\}$/),
      task_role_arn: expect.stringMatching(/^\$\{aws_iam_role\..*task-role.*\.arn\}$/),
    });
  });

  test("whose container writes nowhere but to its log", () => {
    const given = routed();
    expect(container(given)).toEqual({
      name: "users",
      image: "nginx:1.29",
      essential: true,
      portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
      environment: [],
      secrets: [],
      readonlyRootFilesystem: true,
      mountPoints: [],
      stopTimeout: 30,
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.name\}$/),
          "awslogs-region": expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.region\}$/),
          "awslogs-stream-prefix": "users",
          mode: "non-blocking",
        },
      },
    });
    expect(given.only("aws_cloudwatch_log_group")).toMatchObject({
      name: "/portico/stack/users",
      retention_in_days: 365,
    });
  });

  test("of the size, the image's settings and the capacity that are asked for", () => {
    const given = routed({
      container: { cpu: 512, memory: 1024, command: ["/bin/app"], args: ["--port", "8080"], replicas: 5 },
      ecs: {
        cpuArchitecture: "ARM64",
        capacity: [
          { provider: "FARGATE", base: 1 },
          { provider: "FARGATE_SPOT", weight: 3 },
        ],
        user: "1000:1000",
        writableFolders: ["/tmp", "/var/cache/app"],
        logRetentionDays: 30,
        logKmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/1",
        minimumHealthyPercent: 50,
        maximumPercent: 150,
        healthCheckGracePeriod: "2m",
        platformVersion: "1.4.0",
        securityGroupIds: ["sg-9"],
        waitForSteadyState: true,
        assignPublicIp: true,
      },
    });
    expect(given.errors()).toEqual([]);
    const service = given.only("aws_ecs_service");
    expect(service).toMatchObject({
      desired_count: 5,
      capacity_provider_strategy: [
        { capacity_provider: "FARGATE", base: 1, weight: 1 },
        { capacity_provider: "FARGATE_SPOT", weight: 3 },
      ],
      platform_version: "1.4.0",
      deployment_minimum_healthy_percent: 50,
      deployment_maximum_percent: 150,
      health_check_grace_period_seconds: 120,
      wait_for_steady_state: true,
      network_configuration: { assign_public_ip: true, security_groups: [expect.any(String), "sg-9"] },
    });
    expect(service).not.toHaveProperty("launch_type");
    expect(service.depends_on).toContainEqual(expect.stringMatching(/^aws_ecs_cluster_capacity_providers\./));
    expect(given.only("aws_ecs_task_definition")).toMatchObject({
      cpu: "512",
      memory: "1024",
      runtime_platform: { cpu_architecture: "ARM64" },
      volume: [{ name: "tmp" }, { name: "var-cache-app" }],
    });
    expect(container(given)).toMatchObject({
      entryPoint: ["/bin/app"],
      command: ["--port", "8080"],
      user: "1000:1000",
      mountPoints: [
        { sourceVolume: "tmp", containerPath: "/tmp", readOnly: false },
        { sourceVolume: "var-cache-app", containerPath: "/var/cache/app", readOnly: false },
      ],
    });
    expect(given.only("aws_cloudwatch_log_group")).toMatchObject({
      retention_in_days: 30,
      kms_key_id: "arn:aws:kms:eu-west-1:123456789012:key/1",
    });
  });

  test.each([
    ["5s", 5],
    ["0s", 2],
    ["10m", 120],
  ])("whose tasks drain for %s and have %s seconds to end", (drain, stopTimeout) => {
    const given = routed({ service: { drain } });
    expect(container(given)).toMatchObject({ stopTimeout });
  });

  test("with another name where AWS cannot change it in place", () => {
    const name = (ecs: EcsOptions) => routed({ ecs }).only("aws_ecs_service").name;
    expect(name({ cluster: "blue" })).not.toBe(name({ cluster: "green" }));
    expect(name({ capacity: [{ provider: "FARGATE_SPOT" }] })).not.toBe(name({}));
    expect(name({ user: "1000" })).toBe(name({}));
  });

  test("whose parts a program can reach", () => {
    const users = add(new Given(), "users", { container: { replicas: { min: 1, max: 2 } } });
    const { workload } = users.resources;
    expect(workload?.service.friendlyUniqueId).toMatch(/^users_workload/);
    expect(workload?.taskRole?.role.arn).toBeDefined();
    expect(workload?.scaling?.cpuPolicy).toBeDefined();
    expect(workload?.cluster?.resource.arn).toBeDefined();
  });
});

describe("the service waits for what leads to it", () => {
  test("which is the rule, however late it is added", () => {
    const given = routed();
    const [rule] = Object.keys(given.resources("aws_lb_listener_rule"));
    expect(given.only("aws_ecs_service").depends_on).toContain(`aws_lb_listener_rule.${rule}`);
  });

  test("and the listener of a Network Load Balancer", () => {
    const given = new Given({ ecs: { subnetIds: ["subnet-7"] } });
    const service = add(given, "db", { service: { port: 5432, protocol: "TCP" } });
    given.edge().addListener("db", Listener.tcp({ port: 5432, service }));
    const [listener] = Object.keys(given.resources("aws_lb_listener"));
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_ecs_service").depends_on).toContain(`aws_lb_listener.${listener}`);
  });

  test("and its permissions, without which no task starts", () => {
    const given = routed();
    const [policy] = Object.keys(given.resources("aws_iam_role_policy"));
    expect(given.only("aws_ecs_service").depends_on).toContain(`aws_iam_role_policy.${policy}`);
  });

  test("so that a service that nothing leads to has no load balancer", () => {
    const given = new Given({ ecs: { subnetIds: ["subnet-7"] } });
    add(given, "worker");
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_ecs_service")).not.toHaveProperty("load_balancer");
    expect(given.only("aws_ecs_service")).not.toHaveProperty("health_check_grace_period_seconds");
  });

  test("and a listener of another stack, which is applied later, is refused", () => {
    const given = new Given({ ecs: { subnetIds: ["subnet-7"] } });
    const users = add(given, "users");
    const other = new Given({}, "other");
    const { platform } = other;
    const router = new IngressRouter(other.stack, "router", { platform });
    router.addRoute("users", { backends: [users] });
    new EdgeLoadBalancer(other.stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
    expect(given.errors()).toEqual(["ecs-listener-elsewhere"]);
  });
});

describe("the tasks' security group", () => {
  test("lets in the load balancer alone, on the service's port", () => {
    const given = routed();
    const into = given
      .all("aws_vpc_security_group_ingress_rule")
      .filter(({ security_group_id: id }) => /users_/.test(id));
    expect(into).toEqual([
      expect.objectContaining({
        referenced_security_group_id: expect.stringMatching(/^\$\{aws_security_group\.edge_/),
        ip_protocol: "tcp",
        from_port: 8080,
        to_port: 8080,
      }),
    ]);
  });

  const out = (sketch: Sketch) =>
    routed(sketch)
      .all("aws_vpc_security_group_egress_rule")
      .filter(({ security_group_id: id }) => /users_/.test(id))
      .map(({ ip_protocol, from_port, cidr_ipv4, cidr_ipv6, referenced_security_group_id: group }) =>
        [ip_protocol, from_port, cidr_ipv4 ?? cidr_ipv6 ?? group].join(" "),
      )
      .sort();

  test("lets out to HTTPS alone", () => {
    expect(out({})).toEqual(["tcp 443 0.0.0.0/0"]);
    expect(out({ props: { dualStack: true } })).toEqual(["tcp 443 0.0.0.0/0", "tcp 443 ::/0"]);
  });

  test("lets out to what is named", () => {
    const egress = [
      { to: "10.0.0.0/16", port: 5432 },
      { to: "sg-5", port: 53, transport: "udp" as const },
    ];
    expect(out({ ecs: { egress } })).toEqual(["tcp 5432 10.0.0.0/16", "udp 53 sg-5"]);
  });

  test("that was brought along is its owner's", () => {
    expect(out({ props: { targetGroups: { securityGroupId: "sg-1" } } })).toEqual([]);
  });
});

describe("the roles", () => {
  const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1b2c3";

  test("let ECS write the log and nothing else where nothing else is needed", () => {
    const given = routed();
    expect(statements(given, "execution-role")).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.arn\}:\*$/)],
      },
    ]);
    expect(statements(given, "task-role")).toEqual([]);
    expect(given.all("aws_iam_role").map(({ assume_role_policy: policy }) => JSON.parse(policy).Statement)).toEqual([
      [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
      [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
    ]);
  });

  test("let ECS read the named secrets and pull from the image's repository", () => {
    const image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/users:1";
    const given = routed({ container: { image, secrets: { DB: `${SECRET}:password::` } } });
    expect(given.errors()).toEqual([]);
    expect(container(given).secrets).toEqual([{ name: "DB", valueFrom: `${SECRET}:password::` }]);
    expect(statements(given, "execution-role").slice(1)).toEqual([
      { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
      {
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: ["arn:aws:ecr:eu-west-1:123456789012:repository/users"],
      },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [SECRET] },
    ]);
  });

  test("get the statements that are added, whose variables are not Terraform's", () => {
    const statement = {
      actions: ["s3:GetObject"],
      resources: ["arn:aws:s3:::bucket/${aws:PrincipalTag/team}/*"],
      conditions: { Bool: { "aws:SecureTransport": "true" } },
    };
    const given = routed({ ecs: { taskRoleStatements: [statement], executionRoleStatements: [statement] } });
    const expected = {
      Effect: "Allow",
      Action: statement.actions,
      Resource: statement.resources,
      Condition: statement.conditions,
    };
    expect(statements(given, "task-role")).toEqual([expected]);
    expect(statements(given, "execution-role")).toContainEqual(expected);
    expect(given.all("aws_iam_role_policy").map(({ policy }) => policy)).not.toContainEqual(
      expect.stringContaining("${aws:"),
    );
  });

  test("are none where both were brought along", () => {
    const ecs = { taskRoleArn: "arn:aws:iam::1:role/task", executionRoleArn: "arn:aws:iam::1:role/execution" };
    const given = routed({ ecs });
    expect(given.all("aws_iam_role")).toEqual([]);
    expect(given.only("aws_ecs_task_definition")).toMatchObject({
      task_role_arn: ecs.taskRoleArn,
      execution_role_arn: ecs.executionRoleArn,
    });
  });

  test("let people open a shell where they may", () => {
    const given = routed({ ecs: { enableExecuteCommand: true, readonlyRootFilesystem: false } });
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_ecs_service")).toMatchObject({ enable_execute_command: true });
    expect(container(given)).toMatchObject({
      linuxParameters: { initProcessEnabled: true },
      readonlyRootFilesystem: false,
    });
    expect(statements(given, "task-role")).toEqual([
      expect.objectContaining({ Action: expect.arrayContaining(["ssmmessages:OpenDataChannel"]) }),
    ]);
  });
});

describe("the cluster", () => {
  test("is one for all workloads of a stack", () => {
    const given = routed();
    add(given, "worker");
    expect(given.only("aws_ecs_cluster")).toMatchObject({
      name: expect.stringMatching(/^stack-[0-9a-f]{10}$/),
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
    expect(given.only("aws_ecs_cluster_capacity_providers")).toMatchObject({
      capacity_providers: ["FARGATE", "FARGATE_SPOT"],
    });
  });

  test("is the one that is named", () => {
    const given = routed({
      ecs: { cluster: "arn:aws:ecs:eu-west-1:1:cluster/blue" },
      container: { replicas: { min: 1, max: 2 } },
    });
    expect(given.all("aws_ecs_cluster")).toEqual([]);
    expect(given.only("aws_ecs_service").cluster).toBe("arn:aws:ecs:eu-west-1:1:cluster/blue");
    expect(given.only("aws_appautoscaling_target").resource_id).toMatch(/^service\/blue\/\$\{/);
  });

  test("may be known to Terraform alone", () => {
    const given = new Given();
    const cluster = new TerraformVariable(given.stack, "cluster", { type: "string" }).stringValue;
    const platform = given.platform.with({ ecs: { cluster, subnetIds: ["subnet-7"] } });
    const workload = Workload.container({ image: "app", replicas: { min: 1, max: 2 } });
    new LogicalService(given.stack, "users", { platform, port: 80, workload });
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_ecs_service").cluster).toBe("${var.cluster}");
    expect(given.only("aws_appautoscaling_target").resource_id).toMatch(/^service\/\$\{basename\(var\.cluster\)\}\//);
  });

  test("has one setting of insights", () => {
    const given = new Given({ ecs: { subnetIds: ["subnet-7"] } });
    add(given, "users");
    const platform = given.platform.with({ ecs: { containerInsights: "disabled" } });
    new LogicalService(given.stack, "other", { platform, port: 80, workload: Workload.container({ image: "app" }) });
    expect(given.errors()).toEqual(["ecs-cluster-settings"]);
  });
});

describe("scaling", () => {
  const metrics = (given: Given) =>
    given
      .all("aws_appautoscaling_policy")
      .map(({ target_tracking_scaling_policy_configuration: tracking }) => [
        tracking.predefined_metric_specification.predefined_metric_type,
        tracking.target_value,
      ]);

  test("is by processors where nothing else is said", () => {
    const given = routed({ container: { replicas: { min: 2, max: 6 } } });
    expect(given.only("aws_appautoscaling_target")).toMatchObject({
      min_capacity: 2,
      max_capacity: 6,
      service_namespace: "ecs",
      scalable_dimension: "ecs:service:DesiredCount",
      resource_id: expect.stringMatching(/^service\/\$\{aws_ecs_cluster\..*\.name\}\/\$\{aws_ecs_service\..*\.name\}$/),
    });
    expect(metrics(given)).toEqual([["ECSServiceAverageCPUUtilization", 60]]);
    const service = given.only("aws_ecs_service");
    expect(service).toMatchObject({ desired_count: 2, lifecycle: { ignore_changes: ["desired_count"] } });
  });

  test("is by requests of the load balancer that leads to the service", () => {
    const given = routed({ container: { replicas: { min: 2, max: 6, requestsPerMinute: 600 } } });
    expect(given.errors()).toEqual([]);
    expect(metrics(given)).toEqual([["ALBRequestCountPerTarget", 600]]);
    const { target_tracking_scaling_policy_configuration: tracking } = given.only("aws_appautoscaling_policy");
    expect(tracking.predefined_metric_specification.resource_label).toMatch(
      /^\$\{aws_lb\.edge_.*\.arn_suffix\}\/\$\{aws_lb_target_group\.users_.*\.arn_suffix\}$/,
    );
  });

  test("is by both", () => {
    const replicas = { min: 2, max: 6, requestsPerMinute: 600, cpuPercent: 50 };
    expect(metrics(routed({ container: { replicas } }))).toEqual([
      ["ECSServiceAverageCPUUtilization", 50],
      ["ALBRequestCountPerTarget", 600],
    ]);
  });

  test("is none of a fixed number", () => {
    expect(routed({ container: { replicas: 3 } }).all("aws_appautoscaling_target")).toEqual([]);
  });
});

describe("what AWS would refuse is said before", () => {
  test.each<[string, Sketch, readonly string[]]>([
    ["a size that Fargate does not have", { container: { cpu: 300 } }, ["ecs-task-size"]],
    ["a secret by name", { container: { secrets: { DB: "db" } } }, ["ecs-secret"]],
    ["no task", { container: { replicas: 0 } }, ["ecs-replicas"]],
    ["bounds the wrong way round", { container: { replicas: { min: 3, max: 2 } } }, ["ecs-replicas"]],
    [
      "a shell in a container that cannot be written to",
      { ecs: { enableExecuteCommand: true } },
      ["ecs-shell-read-only"],
    ],
  ])("%s", (_, sketch, expected) => {
    expect(routed(sketch).errors()).toEqual(expected);
  });

  test("tasks in public subnets without public addresses", () => {
    const errors = (props: Partial<AwsProps>) => {
      const given = new Given(props);
      add(given, "users");
      return given.errors();
    };
    expect(errors({})).toEqual(["ecs-subnets"]);
    expect(errors({ internal: true })).toEqual([]);
    expect(errors({ ecs: { assignPublicIp: true } })).toEqual([]);
  });

  test("requests that nobody counts", () => {
    const given = new Given({ ecs: { subnetIds: ["subnet-7"] } });
    const replicas = { min: 1, max: 2, requestsPerMinute: 60 };
    const service = add(given, "db", { container: { replicas }, service: { protocol: "TCP" } });
    given.edge().addListener("db", Listener.tcp({ port: 5432, service }));
    expect(given.errors()).toEqual(["ecs-request-scaling"]);
  });

  test("with its place", () => {
    expect(routed({ container: { secrets: { DB: "db" } } }).errorLines()).toEqual([
      expect.stringMatching(/services\[0\]\.workload\.secrets\.DB.*: "db" is not the ARN .* \[ecs-secret\]$/),
    ]);
  });

  test("and what is accepted gets the nearest thing", () => {
    const given = routed({ container: { cpu: 300, memory: 700 }, service: { accept: ["ecs-task-size"] } });
    expect(given.warnings()).toContain("ecs-task-size");
    expect(given.only("aws_ecs_task_definition")).toMatchObject({ cpu: "512", memory: "1024" });
  });
});

describe("tokens", () => {
  test("may stand in the image, in variables and in secrets", () => {
    const given = new Given({ ecs: { subnetIds: ["subnet-7"] } });
    const token = (name: string) => new TerraformVariable(given.stack, name, { type: "string" }).stringValue;
    add(given, "users", {
      container: {
        image: token("image"),
        environment: { HOST: token("host"), TEMPLATE: 'a ${b} "c"' },
        secrets: { DB: `${token("secret")}:password::` },
      },
    });
    expect(given.errors()).toEqual([]);
    const { container_definitions: text } = given.only("aws_ecs_task_definition");
    expect(text).toContain('"image": "${var.image}"');
    expect(text).toContain('"value": ${jsonencode(var.host)}');
    expect(text).toContain('"valueFrom": "${var.secret}:password::"');
    expect(text).toContain('"value": "a \\u0024{b} \\"c\\""');
    expect(statements(given, "execution-role").at(-1)).toMatchObject({ Resource: ["${var.secret}"] });
  });

  test("may be the list of subnets", () => {
    const given = new Given();
    const subnetIds = new TerraformVariable(given.stack, "subnets", { type: "list(string)" }).listValue;
    const platform = given.platform.with({ ecs: { subnetIds } });
    new LogicalService(given.stack, "users", { platform, port: 80, workload: Workload.container({ image: "app" }) });
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_ecs_service").network_configuration.subnets).toBe("${var.subnets}");
  });
});
