import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  Balancing,
  EdgeLoadBalancer,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  type Platform,
} from "portico";

/** A shop: services behind one edge, told apart by path, by host and by header, and a database cluster beside them. */
export class Shop extends TerraformStack {
  constructor(scope: Construct, id: string, platform: Platform) {
    super(scope, id);

    const service = (name: string, addresses: readonly string[]) =>
      new LogicalService(this, name, {
        platform,
        port: 8080,
        members: Members.addresses(addresses),
        healthCheck: HealthCheck.http({ path: "/healthz" }),
      });
    const users = service("users", ["10.0.1.10", "10.0.2.10"]);
    const payments = service("payments", ["10.0.1.20", "10.0.2.20"]);
    const paymentsNext = service("payments-next", ["10.0.1.30"]);
    const search = service("search", ["10.0.1.40", "10.0.2.40", "10.0.3.40"]);
    const orders = service("orders", ["10.0.1.50", "10.0.2.50"]);
    const admin = service("admin", ["10.0.1.60"]);
    const galera = new LogicalService(this, "galera", {
      platform,
      port: 3306,
      protocol: "TCP",
      members: Members.addresses(["10.0.1.70", "10.0.2.70", "10.0.3.70"]),
      balancing: Balancing.leastConnections(),
      accept: ["nlb-balancing", "kubernetes-balancing"],
    });

    const router = new IngressRouter(this, "router", { platform });
    router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
    router.addRoute("payments-canary", {
      matches: [Match.pathPrefix("/payments").header("x-canary", "1")],
      backends: [paymentsNext],
    });
    router.addRoute("payments", {
      matches: [Match.pathPrefix("/payments")],
      backends: [
        { service: payments, weight: 90 },
        { service: paymentsNext, weight: 10 },
      ],
    });
    router.addRoute("search", { matches: [Match.pathPrefix("/search")], backends: [search] });
    router.addRoute("orders", { matches: [Match.pathPrefix("/orders")], backends: [orders] });
    router.addRoute("admin", { hostnames: ["admin.shop.example.com"], backends: [admin] });

    const edge = new EdgeLoadBalancer(this, "edge", { platform });
    edge.addListener("http", Listener.http({ port: 80, router }));
    edge.addListener("galera", Listener.tcp({ port: 3306, service: galera }));
  }
}
