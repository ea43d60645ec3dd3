import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Filter, IngressRouter, LogicalService, Match, Members, type Platform } from "portico";
import { Aws } from "portico/aws";
import { Kubernetes } from "portico/kubernetes";
import { SelfHosted } from "portico/self-hosted";
import { errorsOf, warningsOf } from "../support/synthesis";
import { FakePlatform } from "./support/fake-platform";

const platform = new FakePlatform();

function stackWith(address: string, body: string, accept?: readonly string[]): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "shop");
  const accepted = accept === undefined ? {} : { accept };
  const users = new LogicalService(stack, "users", {
    ...{ platform, port: 80, ...accepted },
    members: Members.addresses([address]),
  });
  const router = new IngressRouter(stack, "router", { platform, ...accepted });
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
  router.addRoute("gone", { filters: [Filter.fixedResponse({ statusCode: 410, contentType: "text/plain", body })] });
  return stack;
}

const codes = (lines: readonly string[]) => lines.filter((line) => line.includes("[raw-expression]"));

test("a text that Terraform would read as an expression is refused, each with its place", () => {
  expect(codes(errorsOf(stackWith("${aws_instance.web.private_ip}", "100 %{ if true }")))).toEqual([
    expect.stringContaining("services[0].members[0].address"),
    expect.stringContaining("routers[0].routes[1].filters[0].body"),
  ]);
});

test("tokens are taken for what they are, and so is text that is none", () => {
  const stack = stackWith("10.0.0.1", "costs $5, 100 %, {braces}, $${name}");
  const address = new TerraformVariable(stack, "address", {}).stringValue;
  new LogicalService(stack, "by-token", { platform, port: 80, members: Members.addresses([address]) });
  expect(codes(errorsOf(stack))).toEqual([]);
});

test("a platform that hands texts to Terraform as they are takes it for the expression that it is", () => {
  const stack = new TerraformStack(Testing.app(), "shop");
  const aws = new Aws({ vpcId: "vpc-0a1b2c3d", subnetIds: ["subnet-0a", "subnet-0b"], lockFile: false });
  new LogicalService(stack, "users", { platform: aws, port: 80, members: Members.addresses(["${var.address}"]) });
  expect(codes(errorsOf(stack))).toEqual([]);
});

test.each<[string, Platform]>([
  ["Kubernetes", new Kubernetes({ namespace: "shop" })],
  ["the self-hosted proxy", new SelfHosted({})],
])("%s refuses it", (_name, platform) => {
  const stack = new TerraformStack(Testing.app(), "shop");
  new LogicalService(stack, "users", { platform, port: 80, members: Members.addresses(["${var.address}"]) });
  expect(codes(errorsOf(stack))).toHaveLength(1);
});

test("who knows what the target makes of it may accept it", () => {
  const stack = stackWith("10.0.0.1", "hi ${name}", ["raw-expression"]);
  expect(codes(errorsOf(stack))).toEqual([]);
  expect(codes(warningsOf(stack))).toHaveLength(1);
});
