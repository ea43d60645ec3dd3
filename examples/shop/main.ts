import { App } from "cdktf";
import { Aws } from "portico/aws";
import { Kubernetes } from "portico/kubernetes";
import { SelfHosted } from "portico/self-hosted";
import { Shop } from "./shop";

const app = new App();
new Shop(
  app,
  "shop-aws",
  new Aws({ vpcId: "vpc-0a1b2c3d4e5f60718", subnetIds: ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"] }),
);
new Shop(app, "shop-k8s", new Kubernetes({ namespace: "shop", ingressClassName: "traefik" }));
new Shop(app, "shop-self", new SelfHosted({}));
app.synth();
