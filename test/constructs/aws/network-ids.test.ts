import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { EdgeLoadBalancer, Listener, LogicalService } from "portico";
import { Aws, type AwsProps } from "portico/aws";
import { errorsOf } from "../support/synthesis";

function errors(...all: readonly AwsProps[]): readonly string[] {
  const stack = new TerraformStack(Testing.app(), "shop");
  for (const [index, props] of all.entries()) {
    const platform = new Aws(props);
    const service = new LogicalService(stack, `db-${index}`, { platform, port: 5432, protocol: "TCP" });
    const edge = new EdgeLoadBalancer(stack, `edge-${index}`, { platform });
    edge.addListener("db", Listener.tcp({ port: 5432, service }));
  }
  return errorsOf(stack);
}

const vpcId = "vpc-1";
const subnetIds = ["subnet-1", "subnet-2"];

test("ids of a network that are none are errors, each once for the stack", () => {
  const wrong = { vpcId: "", subnetIds: ["subnet-1", "vpc-2"], securityGroupIds: ["web"] };
  expect(errors(wrong, { ...wrong, internal: true })).toEqual([
    '[shop] Aws: vpcId is empty, and such an id begins with "vpc-"; write it as in "vpc-0a1b2c3d4e5f60718", or take it from a resource [aws-network-id]',
    '[shop] Aws: subnetIds[1] is "vpc-2", and such an id begins with "subnet-"; write it as in "subnet-0a1b2c3d4e5f60718", or take it from a resource [aws-network-id]',
    '[shop] Aws: securityGroupIds[0] is "web", and such an id begins with "sg-"; write it as in "sg-0a1b2c3d4e5f60718", or take it from a resource [aws-network-id]',
  ]);
});

test("a variable of the environment that is not set is one of them", () => {
  const unset = undefined as unknown as string;
  expect(errors({ vpcId: unset, subnetIds: ["subnet-1", unset] })).toEqual([
    expect.stringContaining("vpcId is empty"),
    expect.stringContaining("subnetIds[1] is empty"),
  ]);
});

test("ids, and those that Terraform alone knows, are taken", () => {
  expect(errors({ vpcId, subnetIds, securityGroupIds: ["sg-1"] })).toEqual([]);
  const stack = new TerraformStack(Testing.app(), "shop");
  const vpc = new TerraformVariable(stack, "vpc", { type: "string" }).stringValue;
  const subnets = new TerraformVariable(stack, "subnets", { type: "list(string)" }).listValue;
  const platform = new Aws({ vpcId: vpc, subnetIds: subnets, securityGroupIds: subnets });
  new LogicalService(stack, "users", { platform, port: 80 });
  expect(errorsOf(stack)).toEqual([]);
});
