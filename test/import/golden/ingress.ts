import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  Balancing,
  EdgeLoadBalancer,
  Filter,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  type Platform,
  SessionAffinity,
} from "portico";

/** Where the instances of each service are: `Members.addresses([...])`, or `Members.selector({...})` in a cluster. */
export interface Instances {
  readonly "web-next": Members;
  readonly api: Members;
  readonly admin: Members;
}

/**
 * Not as it was:
 * - Ingress shop metadata.annotations["nginx.ingress.kubernetes.io/configuration-snippet"]: this annotation is not carried over; see docs/routing.md for what a route can say, or leave it to the platform's settings
 * - Ingress shop: which port the instances of Service web listen on as "80", the file does not say; set the port in the stack; it is 80 until then
 * - Ingress api: path "/(a|b)\1" with rewrite-target "/$2" cannot be said in Portico's words; it is left out; add a route whose path and rewrite do what was meant
 * - Ingress admin: its routes ask for authentication, which is not carried over; they answer 403; put authentication in front, then lead the routes to their services
 * - Ingress admin: clients of other addresses got 403; they get what a less specific route answers, or 404; nothing, unless clients tell the two apart
 */
export class ImportedStack extends TerraformStack {
  constructor(scope: Construct, id: string, platform: Platform, members: Instances) {
    super(scope, id);

    const users = new LogicalService(this, "service-users", {
      name: "users",
      platform,
      port: 8080,
      members: Members.selector({ app: "users" }),
      sessionAffinity: SessionAffinity.cookie({ cookieName: "INGRESSCOOKIE", ttl: "3600s" }),
    });
    const web = new LogicalService(this, "service-web", {
      name: "web",
      platform,
      port: 80,
      members: Members.selector({ app: "web" }),
      sessionAffinity: SessionAffinity.cookie({ cookieName: "INGRESSCOOKIE", ttl: "3600s" }),
    });
    const webNext = new LogicalService(this, "service-web-next", {
      name: "web-next",
      platform,
      port: 80,
      members: members["web-next"],
    });
    const api = new LogicalService(this, "service-api", {
      name: "api",
      platform,
      port: 8080,
      members: members.api,
      balancing: Balancing.consistentHash("header:x-user"),
    });
    new LogicalService(this, "service-admin", { name: "admin", platform, port: 80, members: members.admin });

    const ingress = new IngressRouter(this, "router-ingress", { name: "ingress", platform });
    ingress.addRoute("shop", {
      hostnames: ["shop.example.com"],
      matches: [Match.pathPrefix("/users")],
      backends: [users],
      timeouts: { backendRequest: "10s" },
    });
    ingress.addRoute("shop-canary-canary", {
      hostnames: ["shop.example.com"],
      matches: [Match.pathPrefix("/").header("x-canary", "always")],
      backends: [webNext],
      timeouts: { backendRequest: "10s" },
    });
    ingress.addRoute("shop-2", {
      hostnames: ["shop.example.com"],
      matches: [Match.pathPrefix("/")],
      backends: [{ service: web, weight: 90 }, { service: webNext, weight: 10 }],
      timeouts: { backendRequest: "10s" },
    });
    ingress.addRoute("api", {
      hostnames: ["api.example.com"],
      matches: [Match.pathPrefix("/v1")],
      filters: [Filter.rewrite({ replacePrefixMatch: "/" })],
      backends: [api],
    });
    ingress.addRoute("admin", {
      hostnames: ["admin.example.com"],
      matches: [Match.pathPrefix("/").sourceRanges(["10.0.0.0/8", "192.168.0.0/16"])],
      filters: [Filter.fixedResponse({ statusCode: 403, contentType: "text/plain", body: "authentication is not set up yet" })],
    });
    ingress.addRoute("old", {
      hostnames: ["old.example.com"],
      matches: [Match.pathPrefix("/")],
      filters: [Filter.redirect({ scheme: "https", hostname: "shop.example.com", statusCode: 308, replaceFullPath: "/new" })],
    });

    const plain = new IngressRouter(this, "router-plain", { name: "plain", platform });
    plain.addRoute("to-https", {
      hostnames: ["shop.example.com"],
      filters: [Filter.redirect({ scheme: "https", port: 443, statusCode: 308 })],
    });
    plain.addRoute("api", {
      hostnames: ["api.example.com"],
      matches: [Match.pathPrefix("/v1")],
      filters: [Filter.rewrite({ replacePrefixMatch: "/" })],
      backends: [api],
    });
    plain.addRoute("admin", {
      hostnames: ["admin.example.com"],
      matches: [Match.pathPrefix("/").sourceRanges(["10.0.0.0/8", "192.168.0.0/16"])],
      filters: [Filter.fixedResponse({ statusCode: 403, contentType: "text/plain", body: "authentication is not set up yet" })],
    });
    plain.addRoute("old", {
      hostnames: ["old.example.com"],
      matches: [Match.pathPrefix("/")],
      filters: [Filter.redirect({ scheme: "https", hostname: "shop.example.com", statusCode: 308, replaceFullPath: "/new" })],
    });

    const edge = new EdgeLoadBalancer(this, "edge-edge", { name: "edge", platform });
    edge.addListener("http", Listener.http({ port: 80, router: plain }));
    edge.addListener("https", Listener.https({ port: 443, certificates: ["shop-tls"], router: ingress }));
  }
}
