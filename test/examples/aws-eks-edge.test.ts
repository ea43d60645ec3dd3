import { Testing } from "cdktf";
import { ShopOnEks } from "../../examples/aws-eks-edge/shop-on-eks";

const output = () =>
  Testing.synth(
    new ShopOnEks(Testing.app(), "shop-on-eks", {
      region: "eu-west-1",
      vpcId: "vpc-1",
      publicSubnetIds: ["subnet-1", "subnet-2"],
      zone: "example.com",
      hostname: "shop.example.com",
    }),
    true,
  );

test("the shop on EKS synthesizes without a fault", () => {
  expect(output()).toMatchSnapshot();
});

test("has an edge of addresses that stay, which leads to Traefik's pods", () => {
  const { resource } = JSON.parse(output());
  const bodies = (type: string) => Object.values<Record<string, unknown>>(resource[type] ?? {});
  expect(bodies("aws_lb")).toMatchObject([{ load_balancer_type: "network" }]);
  expect(bodies("aws_eip")).toHaveLength(2);
  const bindings = bodies("kubernetes_manifest").filter(({ manifest }) => {
    return (manifest as Record<string, unknown>).kind === "TargetGroupBinding";
  });
  expect(bindings).toMatchObject([
    {
      manifest: {
        metadata: { namespace: "traefik" },
        spec: { serviceRef: { name: "traefik", port: "web" }, targetGroupARN: expect.stringMatching(/^\$\{aws_lb_/) },
      },
    },
    { manifest: { spec: { serviceRef: { port: "websecure" } } } },
  ]);
});

test("has a router in the cluster", () => {
  const { resource } = JSON.parse(output());
  expect(Object.keys(resource)).toEqual(expect.arrayContaining(["kubernetes_ingress_v1", "kubernetes_service_v1"]));
});
