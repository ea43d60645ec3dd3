import { costReport } from "../../lib/cost";

interface Sketch {
  readonly subnets?: readonly string[];
  readonly kind?: string;
  readonly internal?: boolean;
  readonly ports?: readonly (readonly [port: number, protocol: string])[];
  readonly rules?: number;
}

/** A stack with one load balancer. */
function stack(
  name: string,
  { subnets = ["a", "b"], kind = "application", internal = false, ports = [[80, "HTTP"]], rules = 0 }: Sketch,
) {
  const listeners = ports.map(([port, protocol]) => [
    `l${port}`,
    { load_balancer_arn: "${aws_lb.lb.arn}", port, protocol },
  ]);
  const listenerRules = Array.from({ length: rules }, (_, index) => [
    `r${index}`,
    {
      listener_arn: `\${aws_lb_listener.l${ports[0]?.[0]}.arn}`,
      action: [{ type: "forward", target_group_arn: `\${aws_lb_target_group.g${index % 3}.arn}` }],
    },
  ]);
  const output = {
    resource: {
      aws_lb: { lb: { load_balancer_type: kind, internal, subnets, tags: { "portico:edge": name } } },
      aws_lb_listener: Object.fromEntries(listeners),
      aws_lb_listener_rule: Object.fromEntries(listenerRules),
      aws_lb_target_group: { g0: {}, g1: {}, g2: {} },
    },
  };
  return { name, output };
}

const sharing = (...sketches: readonly Sketch[]) =>
  costReport(sketches.map((sketch, index) => stack(`s${index}`, sketch))).sharing;

test("load balancers that stand alike could be one", () => {
  expect(sharing({ rules: 4 }, { rules: 2, subnets: ["b", "a"] })).toEqual([
    {
      kind: "application",
      balancers: [
        { stack: "s0", resource: "aws_lb.lb", edge: "s0" },
        { stack: "s1", resource: "aws_lb.lb", edge: "s1" },
      ],
      together: { listeners: 1, rules: 6, targetGroups: 5 },
      sharedPorts: [80],
    },
  ]);
});

test.each<[string, Sketch, Sketch]>([
  ["in other subnets", {}, { subnets: ["a", "c"] }],
  ["one inside, one outside", {}, { internal: true }],
  ["of two kinds", {}, { kind: "network", ports: [[80, "TCP"]] }],
  ["with more rules than one takes", { rules: 60 }, { rules: 41 }],
  ["with HTTP and HTTPS on one port", {}, { ports: [[80, "HTTPS"]] }],
  ["with subnets that each stack names for itself", { subnets: ["${var.a}"] }, { subnets: ["${var.a}"] }],
  [
    "Network Load Balancers with one port",
    { kind: "network", ports: [[53, "UDP"]] },
    { kind: "network", ports: [[53, "TCP"]] },
  ],
])("not %s", (_, one, other) => {
  expect(sharing(one, other)).toEqual([]);
});

test("Network Load Balancers with ports of their own could be one", () => {
  const [candidate] = sharing(
    { kind: "network", ports: [[53, "UDP"]] },
    { kind: "network", ports: [[3306, "TCP"]] },
    { kind: "network", ports: [[53, "TCP"]] },
  );
  expect(candidate).toMatchObject({ kind: "network", together: { listeners: 2 }, sharedPorts: [] });
  expect(candidate?.balancers.map(({ edge }) => edge)).toEqual(["s0", "s1"]);
});
