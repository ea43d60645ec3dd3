import { TerraformStack, Testing } from "cdktf";
import {
  EdgeLoadBalancer,
  Filter,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  type Platform,
} from "portico";
import { Aws } from "portico/aws";
import { Kubernetes } from "portico/kubernetes";
import { SelfHosted } from "portico/self-hosted";
import "portico/testing";

const PLATFORMS: Readonly<Record<string, () => Platform>> = {
  aws: () => new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], lockFile: false }),
  "kubernetes, Traefik": () => new Kubernetes({ namespace: "shop", ingressClassName: "traefik" }),
  "kubernetes, Gateway API": () => new Kubernetes({ namespace: "shop", gateway: { className: "any" } }),
  "self-hosted": () => new SelfHosted(),
};

class Shop extends TerraformStack {
  constructor(platform: Platform) {
    super(Testing.app(), "shop");
    const service = (name: string, address: string) =>
      new LogicalService(this, name, { platform, port: 8080, members: Members.addresses([address]) });
    const users = service("users-service", "10.0.1.10");
    const stable = service("stable", "10.0.1.20");
    const next = service("next", "10.0.1.30");
    const router = new IngressRouter(this, "router", { platform, hostnames: ["shop.example.com"] });
    router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
    router.addRoute("canary", { matches: [Match.pathPrefix("/payments").header("x-canary", "1")], backends: [next] });
    router.addRoute("payments", {
      matches: [Match.pathPrefix("/payments")],
      backends: [
        { service: stable, weight: 90 },
        { service: next, weight: 10 },
      ],
    });
    router.addRoute("old", {
      matches: [Match.pathExact("/old")],
      filters: [Filter.redirect({ scheme: "https", hostname: "new.example.com", statusCode: 301 })],
    });
    const edge = new EdgeLoadBalancer(this, "edge", { platform });
    edge.addListener("http", Listener.http({ port: 80, router }));
  }
}

const AT = { host: "shop.example.com" };

describe.each(Object.entries(PLATFORMS))("a stack on %s", (_, platform) => {
  const output = Testing.synth(new Shop(platform()));

  test("routes by path, whatever stands after it", () => {
    expect(output).toRoute({ ...AT, path: "/users/7?full=1" }, "users");
    expect(output).toRoute({ ...AT, path: "/users" }, "users-service");
    expect(output).not.toRoute({ ...AT, path: "/users-old" }, "users");
  });

  test("routes by header, and splits the rest", () => {
    expect(output).toRoute({ ...AT, path: "/payments/1", headers: { "X-Canary": "1" } }, "canary");
    expect(output).toRoute({ ...AT, path: "/payments/1" }, "payments");
    expect(output).toRoute({ ...AT, path: "/payments/1" }, "stable");
    expect(output).toRoute({ ...AT, path: "/payments/1" }, "next");
    expect(output).not.toRoute({ ...AT, path: "/payments/1", headers: { "X-Canary": "1" } }, "stable");
  });

  test("redirects", () => {
    expect(output).toRedirect({ ...AT, path: "/old" }, { location: "https://new.example.com/old", status: 301 });
    expect(output).not.toRedirect({ ...AT, path: "/old/er" });
  });

  test("answers 404 for the rest", () => {
    expect(output).toAnswer({ ...AT, path: "/" }, 404);
    expect(output).toAnswer({ host: "other.example.com", path: "/users" }, 404);
  });
});
