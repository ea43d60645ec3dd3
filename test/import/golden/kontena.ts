import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  Balancing,
  EdgeLoadBalancer,
  Filter,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  type Members,
  type Platform,
  SessionAffinity,
} from "portico";

/** Where the instances of each service are: `Members.addresses([...])`, or `Members.dns(...)` and `Members.selector({...})`. */
export interface Instances {
  readonly web: Members;
  readonly api: Members;
  readonly "api-docs": Members;
  readonly admin: Members;
  readonly galera: Members;
}

/**
 * Not as it was:
 * - requests that no service took were answered with 503; they get 404; nothing, unless clients tell the two apart
 * - services.api.environment.KONTENA_LB_VIRTUAL_PATH: "/api" took /apix too; a path prefix of Portico's ends at a slash; add a route where /apix is meant to go there
 * - services.api.environment.KONTENA_LB_VIRTUAL_PATH: "/v2/api" took /v2/apix too; a path prefix of Portico's ends at a slash; add a route where /v2/apix is meant to go there
 * - services.api-docs.environment.KONTENA_LB_VIRTUAL_PATH: "/api/docs" took /api/docsx too; a path prefix of Portico's ends at a slash; add a route where /api/docsx is meant to go there
 * - services.admin.environment.KONTENA_LB_BASIC_AUTH_SECRETS: the users are in admin.htpasswd now, and the service does not get their passwords; keep that file secret, and put it into the Topology's folder where the proxy runs
 * - services.lb.environment.STATS_PASSWORD: the statistics page is not there; portico proxy --admin HOST:PORT has metrics, health and the running configuration; keep that address private
 * - services.lb.environment.KONTENA_LB_ACCEPT_PROXY: a header was taken from everybody; it is read from private networks alone, and needed there; name the load balancers in front, and nothing else, in proxyProtocol.trustedProxies of each listener
 * - services.api-docs.environment.KONTENA_LB_VIRTUAL_PATH: "/api/docs" went to api, whose "/api" came first in the alphabet; it goes to api-docs now; that is most likely what was meant; otherwise take the route away
 * - services.api.environment.KONTENA_LB_CUSTOM_SETTINGS: lines of HAProxy's configuration cannot be carried over; say the same in Portico's words: redirects, header changes and rewrites are filters of a route
 */
export class ImportedStack extends TerraformStack {
  constructor(scope: Construct, id: string, platform: Platform, members: Instances) {
    super(scope, id);

    const web = new LogicalService(this, "service-web", {
      name: "web",
      platform,
      port: 8080,
      members: members.web,
      healthCheck: HealthCheck.http({ path: "/healthz", interval: "5s", timeout: "2s" }),
      sessionAffinity: SessionAffinity.cookie({ cookieName: "KONTENA_SERVERID" }),
    });
    const api = new LogicalService(this, "service-api", {
      name: "api",
      platform,
      port: 80,
      members: members.api,
      balancing: Balancing.leastConnections(),
      healthCheck: HealthCheck.tcp(),
    });
    const apiDocs = new LogicalService(this, "service-api-docs", {
      name: "api-docs",
      platform,
      port: 80,
      members: members["api-docs"],
      healthCheck: HealthCheck.tcp(),
    });
    const admin = new LogicalService(this, "service-admin", {
      name: "admin",
      platform,
      port: 80,
      members: members.admin,
      healthCheck: HealthCheck.tcp(),
    });
    const galera = new LogicalService(this, "service-galera", {
      name: "galera",
      platform,
      port: 3306,
      protocol: "TCP",
      members: members.galera,
      balancing: Balancing.leastConnections(),
      healthCheck: HealthCheck.tcp(),
    });

    const lb = new IngressRouter(this, "router-lb", { name: "lb", platform });
    lb.addRoute("health", {
      matches: [Match.pathExact("/__health")],
      filters: [Filter.fixedResponse({ statusCode: 200, contentType: "text/plain", body: "" })],
    });
    lb.addRoute("acme-challenge-1", {
      matches: [Match.pathExact("/.well-known/acme-challenge/abc123")],
      filters: [Filter.fixedResponse({ statusCode: 200, contentType: "text/plain", body: "abc123.thumbprint" })],
    });
    lb.addRoute("web", {
      hostnames: ["shop.example.com", "*.shop.example.com"],
      backends: [web],
    });
    lb.addRoute("api", {
      matches: [Match.pathPrefix("/api"), Match.pathPrefix("/v2/api")],
      filters: [Filter.rewrite({ replacePrefixMatch: "/" })],
      backends: [api],
    });
    lb.addRoute("api-docs", {
      matches: [Match.pathPrefix("/api/docs")],
      backends: [apiDocs],
    });
    lb.addRoute("admin", {
      hostnames: ["admin.example.com"],
      filters: [Filter.basicAuth({ usersFile: "admin.htpasswd" })],
      backends: [admin],
    });

    const lbEdge = new EdgeLoadBalancer(this, "edge-lb", { name: "lb", platform });
    lbEdge.addListener("http", Listener.http({ port: 80, router: lb, proxyProtocol: { trustedProxies: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"] } }));
    lbEdge.addListener("https", Listener.https({ port: 443, certificates: ["lb-cert-1"], router: lb, proxyProtocol: { trustedProxies: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"] } }));
    lbEdge.addListener("galera", Listener.tcp({ port: 3306, service: galera, proxyProtocol: { trustedProxies: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"] } }));
  }
}
