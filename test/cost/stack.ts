/** The output of a stack with a bit of everything that is counted. */
export const stack = {
  resource: {
    aws_lb: {
      public: {
        load_balancer_type: "application",
        internal: false,
        subnets: ["subnet-1", "subnet-2", "subnet-3"],
        minimum_load_balancer_capacity: { capacity_units: 100 },
        tags: { "portico:edge": "edge" },
      },
      inside: { load_balancer_type: "application", internal: true, subnets: ["subnet-1", "subnet-2"] },
      streams: {
        load_balancer_type: "network",
        internal: false,
        subnet_mapping: [
          { subnet_id: "subnet-1", allocation_id: "${aws_eip.own.id}" },
          { subnet_id: "subnet-2", allocation_id: "eipalloc-1" },
          { subnet_id: "subnet-3" },
        ],
      },
    },
    aws_eip: { own: { domain: "vpc" } },
    aws_lb_listener: {
      https: {
        load_balancer_arn: "${aws_lb.public.arn}",
        port: 443,
        protocol: "HTTPS",
        mutual_authentication: { mode: "verify", trust_store_arn: "${aws_lb_trust_store.clients.arn}" },
        tags: { "portico:listener": "https" },
      },
      db: { load_balancer_arn: "${aws_lb.streams.arn}", port: 3306, protocol: "TCP" },
      dns: { load_balancer_arn: "${aws_lb.streams.arn}", port: 53, protocol: "UDP" },
    },
    aws_lb_listener_rule: Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`r${index}`, { listener_arn: "${aws_lb_listener.https.arn}" }]),
    ),
    aws_ecs_service: {
      fixed: { task_definition: "${aws_ecs_task_definition.small.arn}", desired_count: 3, launch_type: "FARGATE" },
      scaled: {
        task_definition: "${aws_ecs_task_definition.arm.arn}",
        capacity_provider_strategy: [
          { capacity_provider: "FARGATE", base: 2, weight: 1 },
          { capacity_provider: "FARGATE_SPOT", weight: 3 },
        ],
        network_configuration: { assign_public_ip: true },
      },
    },
    aws_ecs_task_definition: {
      small: { cpu: "512", memory: "1024" },
      arm: { cpu: "1024", memory: "3072", runtime_platform: { cpu_architecture: "ARM64" } },
    },
    aws_appautoscaling_target: {
      scaled: { resource_id: "service/cluster/${aws_ecs_service.scaled.name}", min_capacity: 2, max_capacity: 10 },
    },
    aws_wafv2_web_acl: { acl: { rule: [{ name: "a" }, { name: "b" }] } },
    aws_cloudwatch_log_group: { users: { name: "/users" } },
    aws_security_group: { edge: { name: "edge" } },
    aws_instance: { one: {}, two: {} },
  },
};
