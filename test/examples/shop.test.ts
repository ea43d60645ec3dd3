import { App, Testing } from "cdktf";
import type { Platform } from "portico";
import { Aws } from "portico/aws";
import { Kubernetes } from "portico/kubernetes";
import { SelfHosted } from "portico/self-hosted";
import { Shop } from "../../examples/shop/shop";

const platforms: readonly { name: string; platform: () => Platform; resources: readonly string[] }[] = [
  {
    name: "shop-aws",
    platform: () => new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] }),
    resources: [
      "aws_lb",
      "aws_lb_listener",
      "aws_lb_listener_rule",
      "aws_lb_target_group",
      "aws_lb_target_group_attachment",
    ],
  },
  {
    name: "shop-k8s",
    platform: () => new Kubernetes({ namespace: "shop", ingressClassName: "traefik" }),
    resources: ["kubernetes_service_v1", "kubernetes_ingress_v1"],
  },
  { name: "shop-self", platform: () => new SelfHosted({}), resources: ["local_file"] },
];

function synthesize(name: string, platform: Platform): string {
  return Testing.synth(new Shop(new App(), name, platform), true);
}

describe.each(platforms)("examples/shop as $name", ({ name, platform, resources }) => {
  test("synthesizes without a fault", () => {
    expect(synthesize(name, platform())).toMatchSnapshot();
  });

  test("is made of the resources that its target needs", () => {
    const { resource } = JSON.parse(synthesize(name, platform()));
    expect(Object.keys(resource)).toEqual(expect.arrayContaining([...resources]));
  });

  test("gives the same bytes each time", () => {
    expect(synthesize(name, platform())).toBe(synthesize(name, platform()));
  });
});
