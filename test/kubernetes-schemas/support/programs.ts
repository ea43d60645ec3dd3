import { TerraformStack, Testing } from "cdktf";
import {
  Balancing,
  EdgeLoadBalancer,
  Filter,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  type RouteProps,
  SessionAffinity,
  Workload,
} from "portico";
import { Kubernetes, type KubernetesProps } from "portico/kubernetes";
import { Placement, SelfHosted, Tiers } from "portico/self-hosted";
import { Shop } from "../../../examples/shop/shop";
import { errorsOf } from "../../constructs/support/synthesis";
import { synthesizeDocumented } from "./documented-program";
import type { Definitions } from "./published-schemas";

/** A program that synthesizes objects for a cluster. */
export interface KubernetesProgram {
  readonly name: string;
  /** Definitions that the cluster has, beside the kinds of Kubernetes itself. */
  readonly definitions: readonly Definitions[];
  /** Its `cdk.tf.json`. */
  synthesize(): string;
}

/** The services that a route may lead to. */
interface Services {
  readonly users: LogicalService;
  readonly next: LogicalService;
}

/** Everything that a route can say, one thing at a time. */
const ROUTES: Readonly<Record<string, (services: Services) => RouteProps>> = {
  prefix: ({ users }) => ({ matches: [Match.pathPrefix("/users")], backends: [users] }),
  exact: ({ users }) => ({ matches: [Match.pathExact("/one")], backends: [users] }),
  expression: ({ users }) => ({ matches: [Match.pathRegularExpression("/items/[0-9]+")], backends: [users] }),
  "all-paths": ({ users }) => ({ backends: [users] }),
  host: ({ users }) => ({ hostnames: ["host.example.com"], backends: [users] }),
  wildcard: ({ users }) => ({ hostnames: ["*.wildcard.example.com"], backends: [users] }),
  header: ({ next }) => ({ matches: [Match.pathPrefix("/users").header("x-canary", "1")], backends: [next] }),
  query: ({ next }) => ({ matches: [Match.pathPrefix("/users").queryParam("v", "2")], backends: [next] }),
  method: ({ next }) => ({ matches: [Match.pathPrefix("/users").method("POST")], backends: [next] }),
  source: ({ next }) => ({ matches: [Match.pathPrefix("/users").sourceRanges(["10.0.0.0/8"])], backends: [next] }),
  split: ({ users, next }) => ({
    matches: [Match.pathPrefix("/users")],
    backends: [
      { service: users, weight: 90 },
      { service: next, weight: 10 },
    ],
  }),
  "request-headers": ({ users }) => ({
    filters: [Filter.requestHeaders({ set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] })],
    backends: [users],
  }),
  "response-headers": ({ users }) => ({
    filters: [Filter.responseHeaders({ set: { "x-a": "1" }, remove: ["x-c"] })],
    backends: [users],
  }),
  "rewritten-prefix": ({ users }) => ({
    matches: [Match.pathPrefix("/users")],
    filters: [Filter.rewrite({ replacePrefixMatch: "/v1" })],
    backends: [users],
  }),
  "rewritten-host": ({ users }) => ({ filters: [Filter.rewrite({ hostname: "users.internal" })], backends: [users] }),
  redirect: () => ({ filters: [Filter.redirect({ scheme: "https", statusCode: 301 })] }),
  "fixed-response": () => ({ filters: [Filter.fixedResponse({ statusCode: 404 })] }),
  mirror: ({ users, next }) => ({ filters: [Filter.mirror(next)], backends: [users] }),
  timeouts: ({ users }) => ({ timeouts: { request: "10s", backendRequest: "5s" }, backends: [users] }),
  retry: ({ users }) => ({ retry: { attempts: 2, codes: [502], backoff: "50ms" }, backends: [users] }),
};

/** A listener of each kind, by what it is called. */
const LISTENERS: Readonly<Record<string, (router: IngressRouter, service: LogicalService) => Listener>> = {
  http: (router) => Listener.http({ port: 80, router }),
  https: (router) => Listener.https({ port: 443, router, certificates: ["shop"] }),
  tcp: (_, service) => Listener.tcp({ port: 3306, service }),
  udp: (_, service) => Listener.udp({ port: 5353, service }),
  "tls-passthrough": (_, service) =>
    Listener.tlsPassthrough({ port: 9443, routes: [{ hostnames: ["db.example.com"], service }] }),
};

/** Every kind of service, with members by address and by labels. */
function addServices(stack: TerraformStack, platform: Kubernetes): void {
  const members = Members.addresses(["10.0.1.10", { address: "10.0.1.11", weight: 1 }]);
  new LogicalService(stack, "by-address", { platform, port: 8080, members });
  new LogicalService(stack, "by-labels", { platform, port: 8080, members: Members.selector({ app: "users" }) });
  new LogicalService(stack, "six", { platform, port: 8080, members: Members.addresses(["2001:db8::1"]) });
  new LogicalService(stack, "sticky", {
    platform,
    port: 8080,
    members,
    sessionAffinity: SessionAffinity.sourceIp({ ttl: "1h" }),
    healthCheck: HealthCheck.http({ path: "/healthz" }),
    balancing: Balancing.roundRobin(),
    accept: ["kubernetes-session-affinity"],
  });
  const kinds = {
    headless: { type: "Headless", publishNotReadyAddresses: true },
    "node-port": { type: "NodePort", nodePort: 30_080, externalTrafficPolicy: "Local" },
  } as const;
  for (const [id, service] of Object.entries(kinds)) {
    const selected = Members.selector({ app: id });
    new LogicalService(stack, id, { platform: platform.with({ service }), port: 8080, members: selected });
  }
  const alias = Members.addresses(["db.example.com"]);
  const external = platform.with({ service: { type: "ExternalName" } });
  new LogicalService(stack, "alias", { platform: external, port: 3306, protocol: "TCP", members: alias });
  for (const protocol of ["TCP", "UDP", "GRPC", "H2C"] as const) {
    new LogicalService(stack, protocol.toLowerCase(), { platform, port: 9000, protocol, members });
  }
}

/** Services with a workload: scaled or not, with every setting that pods have, behind a router and a load balancer. */
function addWorkloads(stack: TerraformStack, base: Kubernetes): void {
  const router = { namespaceLabels: { "kubernetes.io/metadata.name": "ingress" }, podLabels: { app: "controller" } };
  const platform = base.with({
    workload: {
      router,
      clients: [{ podLabels: { app: "client" } }, { addresses: ["192.0.2.0/24"] }],
      liveness: HealthCheck.tcp(),
      user: 65532,
      writablePaths: ["/tmp", "/var/cache"],
      serviceAccountName: "users",
      imagePullSecrets: ["registry"],
    },
  });
  const image = "registry.example.com/users:1.2.3";
  const users = new LogicalService(stack, "users", {
    platform,
    port: 8080,
    healthCheck: HealthCheck.http({ path: "/healthz" }),
    workload: Workload.container({
      image,
      replicas: { min: 2, max: 8 },
      environment: { MODE: "on" },
      secrets: { PASSWORD: "users/password" },
      args: ["--port", "8080"],
    }),
  });
  const store = new LogicalService(stack, "store", {
    platform,
    port: 5432,
    protocol: "TCP",
    healthCheck: HealthCheck.tcp(),
    workload: Workload.container({ image, replicas: 3, cpu: 500, memory: 768 }),
  });
  const ingress = new IngressRouter(stack, "router", { platform });
  ingress.addRoute("users", { backends: [users] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("http", Listener.http({ port: 80, router: ingress }));
  edge.addListener("store", Listener.tcp({ port: 5432, service: store }));
}

/** A load balancer of each implementation that is known. */
function addLoadBalancers(stack: TerraformStack, base: Kubernetes): void {
  const implementations = [
    { type: "aws-nlb", internal: true },
    { type: "gcp", internal: true, addressName: "edge" },
    { type: "azure", internal: true, subnet: "apps" },
    { type: "metallb", addressPool: "edge", sharingKey: "edge" },
  ] as const;
  for (const implementation of implementations) {
    const platform = base.with({ loadBalancer: { implementation, sourceRanges: ["192.0.2.0/24"] } });
    const members = Members.addresses(["10.0.1.10"]);
    const service = new LogicalService(stack, implementation.type, { platform, port: 3306, protocol: "TCP", members });
    const edge = new EdgeLoadBalancer(stack, `edge-${implementation.type}`, { platform });
    edge.addListener("tcp", Listener.tcp({ port: 3306, service }));
  }
}

/** A Gateway with a certificate of another namespace, and a router that is gRPC's alone. */
function addGrpc(stack: TerraformStack, base: Kubernetes): void {
  const platform = base.with({
    gateway: { className: "corp", version: "1.6" },
    certificates: { api: { secretName: "api-tls", namespace: "certificates", hostnames: ["api.example.com"] } },
    certManager: { clusterIssuer: "corp" },
  });
  const members = Members.selector({ app: "api" });
  const api = new LogicalService(stack, "api", { platform, port: 9000, protocol: "GRPC", members });
  const router = new IngressRouter(stack, "router", { platform, hostnames: ["api.example.com"] });
  router.addRoute("users", { matches: [Match.pathPrefix("/shop.Users")], backends: [api] });
  router.addRoute("all", { backends: [api] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("https", Listener.https({ port: 443, router, certificates: ["api"] }));
}

/** Routes of a Gateway that is there already. */
function addToGateway(stack: TerraformStack, base: Kubernetes): void {
  const platform = base.with({ gateway: { parentRef: { name: "public", namespace: "edge" }, version: "1.6" } });
  const users = new LogicalService(stack, "users", {
    platform,
    port: 8080,
    members: Members.selector({ app: "users" }),
  });
  const router = new IngressRouter(stack, "router", { platform, hostnames: ["shop.example.com"] });
  router.addRoute("users", { backends: [users] });
}

/** A case: a route of {@link ROUTES} behind a listener of {@link LISTENERS}. */
interface Case {
  readonly id: string;
  readonly route: string;
  readonly listener: string;
}

const CASES: readonly Case[] = [
  ...Object.keys(ROUTES).map((route) => ({ id: route, route, listener: "http" })),
  ...Object.keys(LISTENERS).map((listener) => ({ id: `behind-${listener}`, route: "prefix", listener })),
];

/** Each case with a router and an edge of its own. */
function casesStack(props: Partial<KubernetesProps>, cases: readonly Case[]): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "stack");
  const platform = new Kubernetes({ namespace: "shop", certificates: { shop: "shop-tls" }, ...props });
  // The AWS Load Balancer Controller leads to pods alone.
  const members =
    props.ingressClassName === "alb" ? Members.selector({ app: "users" }) : Members.addresses(["10.0.1.10"]);
  const service = (id: string, port: number, protocol: "HTTP" | "TCP" | "TLS" | "UDP" = "HTTP") =>
    new LogicalService(stack, id, { platform, port, protocol, members });
  const services = { users: service("users", 8080), next: service("users-next", 8080) };
  const layer4 = {
    tcp: service("mysql", 3306, "TCP"),
    udp: service("dns", 53, "UDP"),
    "tls-passthrough": service("tls", 443, "TLS"),
  };
  for (const { id, route, listener } of cases) {
    // Routers that share a host and a listener would share a table of the class.
    const hostname = `${id === "wildcard" ? "*." : ""}${id}.example.com`;
    const router = new IngressRouter(stack, `router-${id}`, { platform, hostnames: [hostname] });
    router.addRoute(route, ROUTES[route]?.(services) ?? {});
    const added = LISTENERS[listener]?.(router, layer4[listener as keyof typeof layer4]);
    if (added !== undefined) new EdgeLoadBalancer(stack, `edge-${id}`, { platform }).addListener(listener, added);
  }
  return stack;
}

/** The cases that a target can say: what it refuses is the matter of other tests. */
function acceptedBy(props: Partial<KubernetesProps>): readonly Case[] {
  const errors = errorsOf(casesStack(props, CASES));
  return CASES.filter(({ id }) => !errors.some((line) => new RegExp(`^\\[stack/(router|edge)-${id}[/\\]]`).test(line)));
}

const GATEWAYS: readonly (readonly [string, KubernetesProps["gateway"] & object, Definitions])[] = [
  ["the Gateway API 1.5", { className: "corp" }, "gateway-api-1.5-standard"],
  ["the Gateway API 1.5, experimental", { className: "corp", channel: "experimental" }, "gateway-api-1.5-experimental"],
  ["the Gateway API 1.6", { className: "corp", version: "1.6" }, "gateway-api-1.6-standard"],
];

interface Target {
  readonly target: string;
  readonly props: Partial<KubernetesProps>;
  readonly definitions: readonly Definitions[];
}

const CLASSES = ["corp", "traefik", "nginx", "haproxy", "alb"];

const TARGETS: readonly Target[] = [
  ...CLASSES.map((ingressClassName): Target => {
    const definitions: readonly Definitions[] = ingressClassName === "traefik" ? ["traefik-3.7"] : [];
    return { target: `class ${ingressClassName}`, props: { ingressClassName }, definitions };
  }),
  ...GATEWAYS.map(
    ([target, gateway, definitions]): Target => ({ target, props: { gateway }, definitions: [definitions] }),
  ),
];

const TARGET_PROGRAMS: readonly KubernetesProgram[] = TARGETS.map(({ target, props, definitions }) => ({
  name: `all that can be said to ${target}`,
  definitions,
  synthesize: () => Testing.synth(casesStack(props, acceptedBy(props)), true),
}));

const SHOPS: readonly KubernetesProgram[] = [
  ["shop-k8s", new Kubernetes({ namespace: "shop", ingressClassName: "traefik" }), ["traefik-3.7"]] as const,
  [
    "the shop on a Gateway",
    new Kubernetes({ namespace: "shop", gateway: { className: "corp", version: "1.6" } }),
    ["gateway-api-1.6-standard"],
  ] as const,
].map(([name, platform, definitions]) => ({
  name,
  definitions,
  synthesize: () => Testing.synth(new Shop(Testing.app(), name.replaceAll(" ", "-"), platform), true),
}));

const IMAGE = { name: "registry.example.com/portico", version: "0.1.0" };

const PLACEMENTS: readonly KubernetesProgram[] = (
  [
    ["one tier", {}, Tiers.one()],
    ["a DaemonSet", { workload: "DaemonSet" }, Tiers.one()],
    ["a fixed number of pods", { replicas: { min: 3, max: 3 } }, Tiers.one()],
    ["a NodePort", { service: { type: "NodePort" } }, Tiers.one()],
    [
      "source ranges",
      { service: { sourceRanges: ["192.0.2.0/24"], loadBalancerClass: "example.com/lb" } },
      Tiers.one(),
    ],
    ["two tiers", {}, Tiers.two({ routers: ["10.0.2.10"] })],
  ] as const
).map(([name, props, tiers]) => ({
  name: `the proxy in a cluster: ${name}`,
  definitions: [],
  synthesize: () => {
    const placement = Placement.kubernetes({ namespace: "shop", tlsSecrets: { shop: "shop-tls" }, ...props });
    const folder = "/etc/portico-tls/shop";
    const certificates = { shop: { certFile: `${folder}/tls.crt`, keyFile: `${folder}/tls.key` } };
    const platform = new SelfHosted({ image: IMAGE, placement, tiers, certificates });
    // With two tiers the shop's edge would have to accept that the routers see its address.
    return Testing.synth(new Shop(Testing.app(), "shop", platform), tiers.routerTier === undefined);
  },
}));

type Build = (stack: TerraformStack, platform: Kubernetes) => void;

const BUILT: readonly KubernetesProgram[] = (
  [
    ["services of every kind", addServices, []],
    ["workloads", addWorkloads, []],
    ["the load balancers of the clouds", addLoadBalancers, []],
    ["gRPC, with a certificate of another namespace", addGrpc, ["gateway-api-1.6-standard"]],
    ["a Gateway that is there already", addToGateway, ["gateway-api-1.6-standard"]],
  ] as const satisfies readonly (readonly [string, Build, readonly Definitions[]])[]
).map(([name, build, definitions]) => ({
  name,
  definitions,
  synthesize: () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    build(stack, new Kubernetes({ namespace: "shop", ingressClassName: "corp" }));
    return Testing.synth(stack, true);
  },
}));

/** Every program whose objects are held to the published schemas, and applied to a real API server. */
export function kubernetesPrograms(): readonly KubernetesProgram[] {
  const documented = { name: "the program of docs/kubernetes.md", definitions: [], synthesize: synthesizeDocumented };
  return [documented, ...SHOPS, ...PLACEMENTS, ...BUILT, ...TARGET_PROGRAMS];
}
