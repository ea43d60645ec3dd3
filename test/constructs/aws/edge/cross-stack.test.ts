import { TerraformStack } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService } from "portico";
import { Aws } from "portico/aws";
import { synthesizeApp } from "../../support/synthesis";
import type { Body } from "../support/synthesize";

test("an edge leads to a router and services of another stack", () => {
  const platform = new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], lockFile: false });
  const stacks = synthesizeApp((app) => {
    const services = new TerraformStack(app, "services");
    const service = new LogicalService(services, "users", { platform, port: 8080 });
    const router = new IngressRouter(services, "router", { platform });
    const edge = new EdgeLoadBalancer(new TerraformStack(app, "edges"), "edge", { platform });
    edge.addListener("http", Listener.http({ port: 80, router }));
    router.addRoute("users", { backends: [service] });
  });
  const { services, edges } = stacks as Readonly<Record<string, Body>>;
  expect(Object.keys(services?.resource)).toEqual(["aws_lb_target_group"]);
  const [rule] = Object.values<Body>(edges?.resource.aws_lb_listener_rule);
  expect(rule?.action[0].target_group_arn).toMatch(/^\$\{data\.terraform_remote_state\..*outputs\..*users.*\}$/);
});
