import {
  EdgeLoadBalancer,
  HealthCheck,
  IngressRouter,
  Listener,
  LogicalService,
  type LogicalServiceProps,
  Match,
  Members,
  Workload,
} from "../../../constructs";
import type { KubernetesProps } from "../../../constructs/kubernetes";
import { exportObjects } from "../../../lib/export";
import { PublishedSchemas } from "../../kubernetes-schemas/support/published-schemas";
import { Program } from "./program";

const schemas = new PublishedSchemas("gateway-api-1.6-standard", "traefik-3.7");
const router = { namespaceLabels: { "kubernetes.io/metadata.name": "traefik" }, addresses: ["10.0.0.0/8"] };

interface Given {
  readonly platform?: Partial<KubernetesProps>;
  readonly service?: Partial<Omit<LogicalServiceProps, "platform">>;
}

/** A service, a router that leads to it behind HTTPS, and a listener that leads to another service. */
function program({ platform: props, service }: Given): Program {
  const built = new Program({ certificates: { main: { secretName: "main-tls", hostnames: ["a.com"] } }, ...props });
  const { stack, platform } = built;
  const users = new LogicalService(stack, "users", { platform, port: 8080, ...service });
  const db = new LogicalService(stack, "db", {
    platform: platform.with({ service: { type: "ClusterIP" } }),
    port: 3306,
    protocol: "TCP",
    members: Members.selector({ app: "db" }),
  });
  const shop = new IngressRouter(stack, "router", { platform, hostnames: ["a.com"] });
  shop.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("https", Listener.https({ port: 443, certificates: ["main"], router: shop }));
  edge.addListener("db", Listener.tcp({ port: 3306, service: db }));
  return built;
}

const workload = Workload.container({
  image: "registry.example.com/users:1",
  replicas: { min: 2, max: 9, cpuPercent: 70, requestsPerMinute: 600 },
  environment: { MODE: "live" },
  secrets: { PASSWORD: "users-db/password" },
  command: ["/users"],
  args: ["--verbose"],
});

describe("the API takes", () => {
  test.each<[string, Given, string[]]>([
    ["a headless Service", { platform: { service: { type: "Headless" } } }, ["Service"]],
    ["a NodePort", { platform: { service: { type: "NodePort" } } }, ["Service"]],
    [
      "an ExternalName",
      {
        platform: { service: { type: "ExternalName" } },
        service: { members: Members.addresses(["users.example.com"]) },
      },
      ["Service"],
    ],
    [
      "a workload with all that it can have",
      {
        platform: {
          workload: {
            router,
            clients: [{ podLabels: { app: "carts" } }],
            liveness: HealthCheck.tcp(),
            user: 1000,
            group: 1000,
            serviceAccountName: "users",
            imagePullSecrets: ["registry"],
            requestsMetric: "http_requests_per_second",
          },
        },
        service: { workload, healthCheck: HealthCheck.http({ path: "/healthz" }), drain: "1m", port: 80 },
      },
      ["Deployment", "HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget"],
    ],
    [
      "a workload probed by gRPC, of a number of instances",
      {
        platform: { ingressClassName: "traefik", workload: { router, networkPolicy: false } },
        service: {
          workload: Workload.container({ image: "users:1", replicas: 1 }),
          protocol: "GRPC",
          healthCheck: HealthCheck.grpc(),
        },
      },
      ["Deployment"],
    ],
    [
      "a load balancer on AWS",
      { platform: { loadBalancer: { implementation: { type: "aws-nlb" }, sourceRanges: ["192.0.2.0/24"] } } },
      ["Service"],
    ],
    [
      "a load balancer by MetalLB",
      { platform: { loadBalancer: { implementation: { type: "metallb" } } } },
      ["Service"],
    ],
    ["an Ingress that asks cert-manager", { platform: { certManager: { issuer: "le" } } }, ["Ingress"]],
    [
      "a Gateway that asks cert-manager",
      { platform: { certManager: { issuer: "le" }, gateway: { className: "eg", version: "1.6" } } },
      ["Gateway", "HTTPRoute", "TCPRoute"],
    ],
    [
      "a Gateway that tells its load balancer",
      {
        platform: {
          gateway: { className: "eg", version: "1.6" },
          loadBalancer: { implementation: { type: "azure", internal: true } },
        },
      },
      ["Gateway"],
    ],
    [
      "routes of a Gateway that was there before",
      { platform: { gateway: { parentRef: { name: "public", namespace: "infra" }, version: "1.6" } } },
      ["HTTPRoute", "TCPRoute"],
    ],
    [
      "a Gateway with references into other namespaces",
      {
        platform: {
          gateway: { className: "eg", version: "1.6" },
          certificates: { main: { secretName: "main-tls", namespace: "certs" } },
        },
      },
      ["Gateway", "ReferenceGrant"],
    ],
  ])("%s", (_, given, kinds) => {
    const built = program(given);

    const { objects, diagnostics } = exportObjects(built.text);

    expect(built.diagnostics.errors).toEqual([]);
    expect(diagnostics).toEqual([]);
    expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
    expect(objects.flatMap((object) => schemas.errorsOf(object))).toEqual([]);
  });
});
