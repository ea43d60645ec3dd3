import { costReport, type PricedItem } from "../../lib/cost";
import { stack } from "./stack";

function items(resource: object): readonly PricedItem[] {
  return costReport([{ name: "stack", output: { resource } }]).stacks.flatMap((one) => one.items);
}

function counted(resource: object): Record<string, unknown> {
  return Object.fromEntries(items(resource).map(({ charge, resource: of, quantity }) => [`${charge} ${of}`, quantity]));
}

const { aws_lb: _, ...others } = stack.resource;

describe("load balancers", () => {
  test("by the hour, by reserved units and by trust stores", () => {
    expect(counted(stack.resource)).toMatchObject({
      "alb-hour aws_lb.public": { low: 1, high: 1 },
      "alb-reserved-lcu-hour aws_lb.public": { low: 100, high: 100 },
      "alb-trust-store-hour aws_lb.public": { low: 1, high: 1 },
      "alb-hour aws_lb.inside": { low: 1, high: 1 },
      "nlb-hour aws_lb.streams": { low: 1, high: 1 },
    });
  });

  test("by capacity units, which depend on the traffic, on rules and on protocols", () => {
    const note = (charge: string, resource: string) =>
      items(stack.resource).find((item) => item.charge === charge && item.resource === resource)?.note;
    expect(note("alb-lcu-hour", "aws_lb.public")).toContain(
      "listener https has 12 rules, 2 beyond the 10 that cost nothing",
    );
    expect(note("alb-lcu-hour", "aws_lb.inside")).not.toContain("rules,");
    expect(note("nlb-lcu-hour", "aws_lb.streams")).toMatch(/^TCP: 800 .*; UDP: 400 /);
  });

  test("are none where there are none", () => {
    expect(Object.keys(counted(others)).filter((key) => /lb-/.test(key))).toEqual([]);
  });
});

describe("public IPv4 addresses", () => {
  const addresses = (lb: object) =>
    items({ aws_lb: { lb } })
      .filter(({ charge }) => charge === "public-ipv4-hour")
      .map(({ quantity }) => quantity);

  test.each<[string, object, readonly object[]]>([
    ["one in each subnet", { subnets: ["a", "b", "c"] }, [{ low: 3, high: 3 }]],
    ["none inside", { subnets: ["a", "b"], internal: true }, []],
    ["none with IPv6 alone", { subnets: ["a", "b"], ip_address_type: "dualstack-without-public-ipv4" }, []],
    ["two or more where Terraform alone knows the subnets", { subnets: "${var.subnets}" }, [{ low: 2 }]],
    [
      "one or more for a Network Load Balancer",
      { subnets: "${var.subnets}", load_balancer_type: "network" },
      [{ low: 1 }],
    ],
  ])("%s", (_, lb, expected) => {
    expect(addresses(lb)).toEqual(expected);
  });

  test("of which Elastic IPs count once, those from elsewhere too", () => {
    const found = items(stack.resource).filter(
      ({ charge, resource }) => charge === "public-ipv4-hour" && /streams|eip/.test(resource),
    );
    expect(found.map(({ resource, quantity, note }) => [resource, quantity?.low, note])).toEqual([
      ["aws_lb.streams", 1, undefined],
      ["aws_eip.own", 1, undefined],
      ["aws_lb.streams", 1, "Elastic IP addresses that are not of this stack"],
    ]);
  });
});

describe("tasks on Fargate", () => {
  test("by processors and memory", () => {
    expect(counted(stack.resource)).toMatchObject({
      "fargate-vcpu-hour aws_ecs_service.fixed": { low: 1.5, high: 1.5 },
      "fargate-gb-hour aws_ecs_service.fixed": { low: 3, high: 3 },
    });
  });

  test("between the bounds of scaling, on what the capacity providers say, with their addresses", () => {
    expect(counted(stack.resource)).toMatchObject({
      "fargate-arm-vcpu-hour aws_ecs_service.scaled": { low: 2, high: 4 },
      "fargate-arm-gb-hour aws_ecs_service.scaled": { low: 6, high: 12 },
      "fargate-spot-arm-vcpu-hour aws_ecs_service.scaled": { low: 0, high: 6 },
      "public-ipv4-hour aws_ecs_service.scaled": { low: 2, high: 10 },
    });
  });
});

test("web ACLs by their rules, log groups by what is written", () => {
  expect(counted(stack.resource)).toMatchObject({
    "waf-web-acl-month aws_wafv2_web_acl.acl": { low: 1, high: 1 },
    "waf-rule-month aws_wafv2_web_acl.acl": { low: 2, high: 2 },
    "waf-million-requests aws_wafv2_web_acl.acl": undefined,
    "logs-ingested-gb aws_cloudwatch_log_group.users": undefined,
  });
});

test("what nobody counts is named, what costs nothing is not", () => {
  const [cost] = costReport([{ name: "stack", output: stack }]).stacks;
  expect(cost?.uncounted).toEqual({ aws_instance: 2 });
});
