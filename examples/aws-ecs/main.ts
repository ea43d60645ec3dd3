import { App } from "cdktf";
import { ShopOnEcs } from "./shop-on-ecs";

const app = new App();
new ShopOnEcs(app, "shop-on-ecs", {
  region: "eu-west-1",
  vpcId: "vpc-0a1b2c3d4e5f60718",
  publicSubnetIds: ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"],
  privateSubnetIds: ["subnet-0cccccccccccccccc", "subnet-0dddddddddddddddd"],
  zone: "example.com",
  hostname: "shop.example.com",
  registry: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
  paymentKeyArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:payment-key-a1b2c3",
});
app.synth();
