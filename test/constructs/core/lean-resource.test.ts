import { SecurityGroup as Binding } from "@cdktf/provider-aws/lib/security-group";
import { App, Fn, Lazy, type TerraformResource, TerraformStack, Testing, Token, Tokenization } from "cdktf";
import * as aws from "../../../constructs/aws/provider";
import { lean } from "../../../constructs/lean-resource";

const Lean = lean(Binding);

/** A security group with tokens in all places that a field has, and what refers to it from another stack. */
function synthesize(SecurityGroup: typeof Binding): readonly unknown[] {
  const app = new App();
  const first = new TerraformStack(app, "first");
  const second = new TerraformStack(app, "second");
  const vpc = new Binding(first, "vpc", { name: "stands for a VPC" });
  const group = new SecurityGroup(first, "group", {
    name: `in-${vpc.id}`,
    description: "${not.a.token}",
    vpcId: vpc.vpcId,
    revokeRulesOnDelete: false,
    ingress: [{ fromPort: Token.asNumber(vpc.id), toPort: 80, cidrBlocks: Fn.tolist(vpc.arn), description: "" }],
    egress: [{ cidrBlocks: ["10.0.0.0/8", vpc.arn] }],
    tags: { plain: "text", token: Lazy.stringValue({ produce: () => vpc.ownerId }), [`${vpc.id}-key`]: "known" },
    tagsAll: Token.asStringMap(vpc.tagsAll),
    dependsOn: [vpc],
    lifecycle: { createBeforeDestroy: true },
    count: 2,
  });
  group.addOverride("timeouts", { create: "1m", delete: undefined });
  new SecurityGroup(second, "other", { name: "other", vpcId: group.vpcId, description: group.arn });
  const stacks = [first, second];
  for (const stack of stacks) stack.prepareStack();
  return stacks.map((stack) => JSON.parse(Testing.synth(stack)));
}

test("a lean resource becomes what the bindings make of it, in its own stack and in those that refer to it", () => {
  const [first, second] = synthesize(Lean);
  expect([first, second]).toEqual(synthesize(Binding));
  expect(first).toHaveProperty("output.cross-stack-output-aws_security_groupgrouparn");
  expect(first).toHaveProperty("resource.aws_security_group.group.egress.0.cidr_blocks.1");
});

test("a resource that was imported, and one that was moved", () => {
  const synthesized = (SecurityGroup: typeof Binding) => {
    const stack = new TerraformStack(new App(), "stack");
    new SecurityGroup(stack, "imported", { name: "a" }).importFrom("sg-1");
    new SecurityGroup(stack, "moved", { name: "b" }).moveFromId("aws_security_group.before");
    return JSON.parse(Testing.synth(stack));
  };
  expect(synthesized(Lean)).toEqual(synthesized(Binding));
});

test("cdktf is shown tokens alone while it looks for them, and what is set after that", () => {
  const stack = new TerraformStack(new App(), "stack");
  const other = new Binding(stack, "other", { name: "other" });
  const { vpcId } = other;
  const group = new Lean(stack, "group", { name: "group", vpcId, tags: { a: "b" } });
  const shown = (preparing: boolean) => group.toTerraform().resolve({ preparing });
  expect(shown(true)).toEqual([vpcId]);
  expect(shown(false).resource.aws_security_group.group).toStrictEqual({
    "//": { metadata: { path: "stack/group", uniqueId: "group" } },
    name: "group",
    tags: { a: "b" },
    vpc_id: vpcId,
  });
});

test.each([
  ["rules", aws.LbListenerRule],
  ["target groups", aws.LbTargetGroup],
  ["members", aws.LbTargetGroupAttachment],
  ["openings to members", aws.VpcSecurityGroupEgressRule],
])("%s of listeners and services are lean: a stack may have thousands", (_, resource) => {
  const made: TerraformResource = Reflect.construct(resource, [new TerraformStack(new App(), "stack"), "one", {}]);
  expect(Tokenization.isResolvable(made.toTerraform())).toBe(true);
});
