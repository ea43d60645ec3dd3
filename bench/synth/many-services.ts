import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  EdgeLoadBalancer,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  type Platform,
} from "portico";

/** Rules that one Application Load Balancer takes (ELB user guide, "Quotas"). */
const RULES_PER_BALANCER = 100;
const ROUTES_PER_SERVICE = 5;

/** Each becomes one rule. */
const PATHS = ["", "/admin", "/api/v1", "/api/v2", "/static/assets"];

export const SERVICES_PER_BALANCER = RULES_PER_BALANCER / ROUTES_PER_SERVICE;

/** Services with five routes each, behind as many load balancers as the quota of rules needs. */
export class ManyServices extends TerraformStack {
  constructor(scope: Construct, id: string, platform: Platform, count: number) {
    super(scope, id);
    for (let first = 0; first < count; first += SERVICES_PER_BALANCER) {
      const number = first / SERVICES_PER_BALANCER;
      const router = new IngressRouter(this, `router-${number}`, { platform });
      const end = Math.min(first + SERVICES_PER_BALANCER, count);
      for (let index = first; index < end; index++) this.addService(router, platform, index);
      const edge = new EdgeLoadBalancer(this, `edge-${number}`, { platform });
      edge.addListener("http", Listener.http({ port: 80, router }));
    }
  }

  private addService(router: IngressRouter, platform: Platform, index: number): void {
    const name = `service-${index}`;
    const address = (last: number) => `10.${Math.floor(index / 250)}.${index % 250}.${last}`;
    const service = new LogicalService(this, name, {
      platform,
      port: 8080,
      members: Members.addresses([address(10), address(20)]),
      healthCheck: HealthCheck.http({ path: "/healthz" }),
    });
    for (const [route, path] of PATHS.entries()) {
      router.addRoute(`${name}-${route}`, { matches: [Match.pathPrefix(`/${name}${path}`)], backends: [service] });
    }
  }
}
