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

/** Where the instances of each service are: `Members.addresses([...])`, or `Members.dns(...)` and `Members.selector({...})`. */
export interface Instances {
  readonly shadow: Members;
  readonly auth: Members;
  readonly "web-next": Members;
  readonly api: Members;
  readonly admin: Members;
}

/**
 * Not as it was:
 * - Ingress shop metadata.annotations["nginx.ingress.kubernetes.io/configuration-snippet"]: this annotation is not carried over; see docs/routing.md for what a route can say, or leave it to the platform's settings
 * - Ingress admin metadata.annotations["nginx.ingress.kubernetes.io/whitelist-source-range"]: the address that counts is that of the connection, unless the listener trusts what stands in front; what the controller trusted, the file does not say; where another load balancer stands in front, name its networks in requestPolicy.trustedProxies of the listener
 * - Ingress admin metadata.annotations["nginx.ingress.kubernetes.io/auth-url"]: another service says who may pass, and it is not a plain Service of the cluster; the routes answer 403; put Filter.forwardAuth in the place of the answer, with a service that answers GET with 2xx for those who may
 * - Ingress staff metadata.annotations["nginx.ingress.kubernetes.io/denylist-source-range"]: the address that counts is that of the connection, unless the listener trusts what stands in front; what the controller trusted, the file does not say; where another load balancer stands in front, name its networks in requestPolicy.trustedProxies of the listener
 * - Ingress staff metadata.annotations["nginx.ingress.kubernetes.io/limit-rps"]: who asks too often gets 429 in place of 503, counted by each worker and copy of the proxy; divide the limit by the workers and copies where it has to hold for all of them together
 * - Ingress staff metadata.annotations["nginx.ingress.kubernetes.io/auth-secret"]: the users are in staff.htpasswd now, and services do not get their passwords; keep that file secret, and put it into the Topology's folder where the proxy runs
 * - Ingress staff metadata.annotations["nginx.ingress.kubernetes.io/custom-http-errors"]: the pages of 404 came from the default backend; clients get a line of text in their place; write the pages into files, and name them in Filter.errorPages
 * - Ingress guarded metadata.annotations["nginx.ingress.kubernetes.io/auth-url"]: auth gets Authorization and Cookie of the client, and of the request X-Forwarded-Method, -Uri, -Host, -Proto and -For in place of X-Original-Method and -URL; cookies that it sets do not reach the client; see that it goes by these; name other fields that it needs in requestHeaders, never those by which it tells requests apart
 * - Ingress shop: which port the instances of Service web listen on as "80", the file does not say; set the port in the stack; it is 80 until then
 * - Ingress api: path "/(a|b)\1" with rewrite-target "/$2" cannot be said in Portico's words; it is left out; add a route whose path and rewrite do what was meant
 */
export class ImportedStack extends TerraformStack {
  constructor(scope: Construct, id: string, platform: Platform, members: Instances) {
    super(scope, id);

    const shadow = new LogicalService(this, "service-shadow", {
      name: "shadow",
      platform,
      port: 80,
      members: members.shadow,
    });
    const auth = new LogicalService(this, "service-auth", {
      name: "auth",
      platform,
      port: 4180,
      members: members.auth,
    });
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
      matches: [Match.pathPrefix("/")],
      filters: [
        Filter.ipAccess({ allow: ["10.0.0.0/8", "192.168.0.0/16"] }),
        Filter.fixedResponse({ statusCode: 403, contentType: "text/plain", body: "what protected this route is not set up yet" }),
      ],
    });
    ingress.addRoute("old", {
      hostnames: ["old.example.com"],
      matches: [Match.pathPrefix("/")],
      filters: [Filter.redirect({ scheme: "https", hostname: "shop.example.com", statusCode: 308, replaceFullPath: "/new" })],
    });
    ingress.addRoute("staff", {
      hostnames: ["staff.example.com"],
      matches: [Match.pathPrefix("/")],
      filters: [
        Filter.ipAccess({ deny: ["10.66.0.0/16", "2001:db8::1/128"] }),
        Filter.rateLimit({ requests: 10, interval: "1s", burst: 51 }),
        Filter.cors({ allowOrigins: ["https://shop.example.com"], allowMethods: ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"], allowHeaders: ["DNT", "Keep-Alive", "User-Agent", "X-Requested-With", "If-Modified-Since", "Cache-Control", "Content-Type", "Range", "Authorization"], allowCredentials: true, maxAge: 1728000 }),
        Filter.maxBodySize(8388608),
        Filter.basicAuth({ realm: "Staff", usersFile: "staff.htpasswd" }),
        Filter.mirror(shadow),
        Filter.errorPages([{ statuses: ["404"], contentType: "text/plain", body: "404 Not Found" }]),
      ],
      backends: [web],
    });
    ingress.addRoute("guarded", {
      hostnames: ["guarded.example.com"],
      matches: [Match.pathPrefix("/")],
      filters: [Filter.forwardAuth(auth, { path: "/oauth2/auth", requestHeaders: ["authorization", "cookie"], responseHeaders: ["X-User", "X-Email"] })],
      backends: [web],
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
      matches: [Match.pathPrefix("/")],
      filters: [
        Filter.ipAccess({ allow: ["10.0.0.0/8", "192.168.0.0/16"] }),
        Filter.fixedResponse({ statusCode: 403, contentType: "text/plain", body: "what protected this route is not set up yet" }),
      ],
    });
    plain.addRoute("old", {
      hostnames: ["old.example.com"],
      matches: [Match.pathPrefix("/")],
      filters: [Filter.redirect({ scheme: "https", hostname: "shop.example.com", statusCode: 308, replaceFullPath: "/new" })],
    });
    plain.addRoute("staff", {
      hostnames: ["staff.example.com"],
      matches: [Match.pathPrefix("/")],
      filters: [
        Filter.ipAccess({ deny: ["10.66.0.0/16", "2001:db8::1/128"] }),
        Filter.rateLimit({ requests: 10, interval: "1s", burst: 51 }),
        Filter.cors({ allowOrigins: ["https://shop.example.com"], allowMethods: ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"], allowHeaders: ["DNT", "Keep-Alive", "User-Agent", "X-Requested-With", "If-Modified-Since", "Cache-Control", "Content-Type", "Range", "Authorization"], allowCredentials: true, maxAge: 1728000 }),
        Filter.maxBodySize(8388608),
        Filter.basicAuth({ realm: "Staff", usersFile: "staff.htpasswd" }),
        Filter.mirror(shadow),
        Filter.errorPages([{ statuses: ["404"], contentType: "text/plain", body: "404 Not Found" }]),
      ],
      backends: [web],
    });
    plain.addRoute("guarded", {
      hostnames: ["guarded.example.com"],
      matches: [Match.pathPrefix("/")],
      filters: [Filter.forwardAuth(auth, { path: "/oauth2/auth", requestHeaders: ["authorization", "cookie"], responseHeaders: ["X-User", "X-Email"] })],
      backends: [web],
    });

    const edge = new EdgeLoadBalancer(this, "edge-edge", { name: "edge", platform });
    edge.addListener("http", Listener.http({ port: 80, router: plain }));
    edge.addListener("https", Listener.https({ port: 443, certificates: ["shop-tls"], router: ingress }));
  }
}
