import { TerraformVariable } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Match } from "../../../constructs";
import type { KubernetesProps } from "../../../constructs/kubernetes";
import { errorsOf } from "../support/synthesis";
import { Program } from "./program";

/** A stack with every tier. */
function program(props: Partial<KubernetesProps>): Program {
  const built = new Program(props);
  const { stack, platform } = built;
  const users = new LogicalService(stack, "users", { platform, port: 8080 });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("http", Listener.http({ port: 80, router }));
  return built;
}

describe("settings of a platform", () => {
  test.each<[string, Partial<KubernetesProps>, string]>([
    [
      "an empty namespace",
      { namespace: "" },
      "namespace is empty; write 1 to 63 lower-case letters, digits and inner hyphens [invalid-namespace]",
    ],
    [
      "a namespace that the environment did not bring",
      { namespace: process.env.PORTICO_TEST_MISSING as string },
      "namespace is missing; write 1 to 63 lower-case letters, digits and inner hyphens [invalid-namespace]",
    ],
    [
      "a class of Ingresses that is none",
      { ingressClassName: "Traefik", ingressDialect: "traefik" },
      'ingressClassName: "Traefik" is no name of an object',
    ],
    [
      "a class of Gateways that is none",
      { gateway: { className: "Envoy Gateway" } },
      'gateway.className: "Envoy Gateway" is no name of an object',
    ],
    [
      "a listener of a Gateway that is none",
      { gateway: { parentRef: { name: "public", sectionName: "HTTP" } } },
      'gateway.parentRef.sectionName: "HTTP" is no name of an object',
    ],
    [
      "a class of load balancers that is none",
      { loadBalancer: { loadBalancerClass: "of aws" } },
      'loadBalancer.loadBalancerClass: "of aws" is no key',
    ],
    ["a namespace in upper case", { namespace: "Shop" }, 'namespace: "Shop" is no name of a namespace'],
    ["a label's key that is none", { labels: { "my team": "a" } }, 'labels: "my team" is no key'],
    ["a label's value that is none", { labels: { team: "a b" } }, 'labels["team"]: "a b" is no value of a label'],
    ["a long value of a label", { labels: { team: "t".repeat(64) } }, "is no value of a label"],
    [
      "an annotation's key that is none",
      { ingressAnnotations: { "a/b/c": "d" } },
      'ingressAnnotations: "a/b/c" is no key',
    ],
    [
      "a Service's annotation that is none",
      { service: { annotations: { "": "d" } } },
      'service.annotations: "" is no key',
    ],
    [
      "a Secret's name that is none",
      { certificates: { main: "Main_TLS" } },
      'certificates: "Main_TLS" is no name of a Secret',
    ],
    [
      "a client of a load balancer that is no range",
      { loadBalancer: { sourceRanges: ["everyone"] } },
      'loadBalancer.sourceRanges: "everyone" is no range of addresses',
    ],
    [
      "a certificate for a host in upper case",
      { certificates: { main: { secretName: "main-tls", hostnames: ["A.example.com"] } } },
      'certificates.main.hostnames: "A.example.com" is no host that the API takes',
    ],
    [
      "an issuer that is none",
      { certManager: { clusterIssuer: "Let's Encrypt" } },
      'certManager.clusterIssuer: "Let\'s Encrypt" is no name of one',
    ],
    ["a Gateway of no class", { gateway: {} }, "gateway names neither a class for Gateways nor a Gateway"],
    [
      "a Gateway in an impossible namespace",
      { gateway: { parentRef: { name: "public", namespace: "" } } },
      "gateway.parentRef.namespace is empty",
    ],
    [
      "an issuer for a Gateway that is there already",
      { gateway: { parentRef: { name: "public" } }, certManager: { issuer: "letsencrypt" } },
      "certManager: a Gateway that is there already asks for its certificates itself",
    ],
    [
      "an Ingress's Secret in another namespace",
      { certificates: { main: { secretName: "main-tls", namespace: "certs" } } },
      'certificates.main: an Ingress has Secrets of its own namespace alone, and this is in "certs"',
    ],
    ["workloads that are root", { workload: { user: 0 } }, "workload.user: no container can run as 0"],
    [
      "a folder that is written to twice",
      { workload: { writablePaths: ["/tmp", "/tmp"] } },
      'workload.writablePaths: "/tmp" is no folder below the root, or listed twice',
    ],
    [
      "a folder that is somewhere",
      { workload: { writablePaths: ["tmp"] } },
      'workload.writablePaths: "tmp" is no folder below the root, or listed twice',
    ],
    [
      "an account that is none",
      { workload: { serviceAccountName: "The Users" } },
      'workload.serviceAccountName: "The Users" is no name of one',
    ],
    [
      "a pull secret that is none",
      { workload: { imagePullSecrets: ["a_b"] } },
      'workload.imagePullSecrets: "a_b" is no name of a Secret',
    ],
    [
      "an address of MetalLB that is none",
      { loadBalancer: { implementation: { type: "metallb", addresses: ["192.0.2.0/24"] } } },
      'loadBalancer.implementation.addresses: "192.0.2.0/24" is no IP address',
    ],
    ["a router that is nobody", { workload: { router: {} } }, "workload.router names nobody"],
    [
      "a router of impossible labels",
      { workload: { router: { podLabels: { app: "a b" } } } },
      'workload.router.podLabels["app"]: "a b" is no value of a label',
    ],
    [
      "a client that is no range",
      { workload: { clients: [{ addresses: ["10.0.0.1"] }] } },
      'workload.clients[0].addresses: "10.0.0.1" is no range of addresses',
    ],
    [
      "a Secret that is named twice",
      { certificates: { main: "shop-tls", other: { secretName: "shop-tls", hostnames: ["b.com"] } } },
      'certificates: "main" and "other" are both the Secret "shop-tls"; keep one of them, and name it in all listeners [kubernetes-duplicate-secret]',
    ],
  ])("with %s are refused once, however many constructs have them", (_, props, line) => {
    const errors = errorsOf(program(props).stack);

    expect(errors).toEqual([expect.stringContaining(line)]);
  });

  test("are refused all at once, those of platforms that were made of one another too", () => {
    const built = program({ namespace: "", labels: { "my team": "a" } });
    new LogicalService(built.stack, "carts", { platform: built.platform.with({ namespace: "b_c" }), port: 1 });

    expect(errorsOf(built.stack).map((line) => /\[([a-z-]+)\]$/.exec(line)?.[1])).toEqual([
      "invalid-namespace",
      "kubernetes-key",
      "invalid-namespace",
    ]);
  });

  test("that cert-manager passes over are warned of", () => {
    const built = program({
      gateway: { className: "eg" },
      certManager: { issuer: "letsencrypt" },
      certificates: { main: { secretName: "main-tls", namespace: "certs", hostnames: ["a.com"] }, own: "own-tls" },
    });

    expect(built.diagnostics.errors).toEqual([]);
    expect(built.diagnostics.warnings.filter((line) => line.includes("kubernetes-unissued-secret"))).toHaveLength(1);
  });

  test("that Terraform alone knows are not judged", () => {
    const built = new Program();
    const text = new TerraformVariable(built.stack, "text", { type: "string" }).stringValue;
    const platform = built.platform.with({
      namespace: text,
      labels: { team: text },
      certificates: { a: text, b: text },
    });
    new LogicalService(built.stack, "users", { platform, port: 1 });

    expect(built.diagnostics.errors).toEqual([]);
  });
});

test("annotations that are too long together are refused at the object that has them", () => {
  const built = program({ ingressAnnotations: { "example.com/long": "é".repeat(131_072) } });

  expect(built.diagnostics.errors).toEqual(["kubernetes-annotation-size at routers[0]"]);
});
