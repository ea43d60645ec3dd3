import { App } from "cdktf";
import { ShopOnEks } from "./shop-on-eks";

const app = new App();
new ShopOnEks(app, "shop-on-eks", {
  region: "eu-west-1",
  vpcId: "vpc-0a1b2c3d4e5f60718",
  publicSubnetIds: ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"],
  zone: "example.com",
  hostname: "shop.example.com",
});
app.synth();
