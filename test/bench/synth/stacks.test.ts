import { Testing } from "cdktf";
import { Aws } from "portico/aws";
import { ManyServices, SERVICES_PER_BALANCER } from "../../../bench/synth/many-services";
import { PlainStack } from "../../../bench/synth/plain-stack";

const SERVICES = 2 * SERVICES_PER_BALANCER + 5;

function manyServices() {
  const platform = new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], lockFile: false });
  return JSON.parse(Testing.synth(new ManyServices(Testing.app(), "services", platform, SERVICES), true));
}

test("services with five routes each are spread over as many load balancers as the quota of rules needs", () => {
  const { resource } = manyServices();
  const count = (type: string) => Object.keys(resource[type]).length;
  expect({ balancers: count("aws_lb"), rules: count("aws_lb_listener_rule") }).toEqual({
    balancers: 3,
    rules: SERVICES * 5,
  });
});

test("what it is compared with has the same resources", () => {
  const output = manyServices();
  const plain = JSON.parse(Testing.synth(new PlainStack(Testing.app(), "services", output), true));
  const withoutDependencies = (value: unknown) =>
    JSON.parse(JSON.stringify(value, (key, entry) => (key === "depends_on" ? undefined : entry)));
  expect(withoutDependencies(plain.resource)).toEqual(withoutDependencies(output.resource));
});
