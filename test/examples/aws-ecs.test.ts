import { Testing } from "cdktf";
import { ShopOnEcs } from "../../examples/aws-ecs/shop-on-ecs";
import { explainOutput } from "../../lib/parity";

const output = () =>
  Testing.synth(
    new ShopOnEcs(Testing.app(), "shop-on-ecs", {
      region: "eu-west-1",
      vpcId: "vpc-1",
      publicSubnetIds: ["subnet-1", "subnet-2"],
      privateSubnetIds: ["subnet-3", "subnet-4"],
      zone: "example.com",
      hostname: "shop.example.com",
      registry: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
      paymentKeyArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:payment-key-a1b2c3",
    }),
    true,
  );

function decide(url: string, ...headers: readonly (readonly [string, string])[]) {
  return explainOutput(output(), { method: "GET", url, headers }).map(({ decision }) => decision);
}

test("the shop on ECS synthesizes without a fault", () => {
  expect(output()).toMatchSnapshot();
});

test("is made of what a team would deploy", () => {
  const { resource } = JSON.parse(output());
  const count = (type: string) => Object.keys(resource[type] ?? {}).length;
  expect({
    balancers: count("aws_lb"),
    services: count("aws_ecs_service"),
    scaled: count("aws_appautoscaling_target"),
    certificates: count("aws_acm_certificate"),
    names: count("aws_route53_record") > 0,
    logs: count("aws_s3_bucket"),
    webAcls: count("aws_wafv2_web_acl_association"),
  }).toEqual({ balancers: 1, services: 3, scaled: 1, certificates: 1, names: true, logs: 1, webAcls: 1 });
});

test("sends testers to the canary, and one in twenty of the others", () => {
  expect(decide("https://shop.example.com/payments/7", ["x-canary", "1"])).toMatchObject([
    { route: "payments-tester", status: null },
  ]);
  expect(decide("https://shop.example.com/payments/7")).toMatchObject([{ route: "payments", status: null }]);
  expect(decide("https://shop.example.com/users/7")).toMatchObject([{ route: "users", status: null }]);
});
