import { TerraformVariable } from "cdktf";
import { EdgeLoadBalancer, Filter, IngressRouter, Listener, LogicalService, Match, Members } from "../../../constructs";
import type { KubernetesProps } from "../../../constructs/kubernetes";
import { readTargets } from "../../../lib/parity";
import { Program } from "./program";

const GATEWAY = { gateway: { className: "istio" } } as const;

/** A shop with a route that an Ingress has no word for. */
function shop(
  props: Partial<KubernetesProps>,
): Program & { router: IngressRouter<never>; edge: EdgeLoadBalancer<never> } {
  const program = new Program(props);
  const { stack, platform } = program;
  const zone = new TerraformVariable(stack, "zone", { type: "string" }).stringValue;
  const weight = new TerraformVariable(stack, "weight", { type: "number" }).numberValue;
  const service = (id: string) =>
    new LogicalService(stack, id, { platform, port: 8080, members: Members.selector({ app: id }) });
  const [users, next] = [service("users"), service("next")];
  const router = new IngressRouter(stack, "router", { platform, accept: ["raw-expression"] });
  router.addRoute("beta", {
    hostnames: ["shop.example.com"],
    matches: [Match.pathPrefix("/users").header("x-beta", '"${y}"')],
    backends: [next],
  });
  router.addRoute("users", {
    hostnames: ["shop.example.com"],
    matches: [Match.pathPrefix("/users")],
    backends: [users],
  });
  router.addRoute("split", {
    hostnames: ["a.example.com"],
    filters: [Filter.requestHeaders({ set: { "x-zone": zone } })],
    backends: [{ service: users, weight }, next],
  });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("http", Listener.http({ port: 80, router }));
  return Object.assign(program, { router: router as never, edge: edge as never });
}

/** The files of a program by their names, with what they hold. */
function files(program: Program): Record<string, string> {
  const resources = Object.values(program.output.resource?.local_file ?? {});
  return Object.fromEntries(resources.map(({ filename, content }) => [filename, content]));
}

describe("objects that the provider has no resource of its own for", () => {
  test("are handed to Terraform as they stand, by default", () => {
    const program = shop(GATEWAY);

    expect(Object.keys(program.named("kubernetes_manifest")).sort()).toEqual([
      "edge",
      "router-a.example.com",
      "router-shop.example.com",
    ]);
    expect(files(program)).toEqual({});
    expect([program.router.resources, program.edge.resources]).toMatchObject([{ files: [] }, { files: [] }]);
  });

  test("are written to files where that is wished, and Terraform is asked for none of them", () => {
    const program = shop({ ...GATEWAY, manifests: "yaml" });

    expect(program.named("kubernetes_manifest")).toEqual({});
    expect(Object.keys(files(program)).sort()).toEqual([
      "${path.module}/manifests/shop/gateway-edge.yaml",
      "${path.module}/manifests/shop/httproute-router-a.example.com.yaml",
      "${path.module}/manifests/shop/httproute-router-shop.example.com.yaml",
    ]);
    expect(program.edge.resources).toMatchObject({ gateway: undefined, manifests: [], files: [expect.anything()] });
    expect(program.diagnostics.errors).toEqual([]);
  });

  test.each([
    ["rel/ative", "${path.module}/rel/ative/shop/gateway-edge.yaml"],
    ["/srv/cluster", "/srv/cluster/shop/gateway-edge.yaml"],
  ])("are written to the folder %s", (manifestDirectory, file) => {
    expect(Object.keys(files(shop({ ...GATEWAY, manifests: "yaml", manifestDirectory })))).toContain(file);
  });

  test("hold the same in a file as they do in Terraform", () => {
    const manifests = Object.values(shop(GATEWAY).named("kubernetes_manifest"));

    const written = Object.entries(files(shop({ ...GATEWAY, manifests: "yaml" })));

    const known = written.filter(([, content]) => !content.includes("${var")).map(([, content]) => JSON.parse(content));
    expect(known).toEqual(
      expect.arrayContaining(
        manifests
          .filter((manifest) => !JSON.stringify(manifest).includes("${var"))
          // What Terraform unescapes when it reads it, stands in a file as it is.
          .map((manifest) => JSON.parse(JSON.stringify(manifest).replaceAll("$${", "${"))),
      ),
    );
  });

  test("take values that Terraform alone knows, as they stand in a file", () => {
    const content = files(shop({ ...GATEWAY, manifests: "yaml" }))[
      "${path.module}/manifests/shop/httproute-router-a.example.com.yaml"
    ];

    expect(content).toContain('"value": ${jsonencode(var.zone)}');
    expect(content).toContain('"weight": ${var.weight}');
  });

  test("take what Terraform would read as its own", () => {
    const content = files(shop({ ...GATEWAY, manifests: "yaml" }))[
      "${path.module}/manifests/shop/httproute-router-shop.example.com.yaml"
    ];

    expect(content).toContain("\\u0024{y}");
    expect(content?.replaceAll(/\$\{var\./g, "")).not.toContain("${");
  });

  test("are written to files for an ingress class too, beside its Ingresses", () => {
    const program = shop({ ingressClassName: "traefik", manifests: "yaml" });

    expect(Object.keys(program.named("kubernetes_ingress_v1"))).not.toEqual([]);
    expect(Object.keys(files(program))).toEqual([
      "${path.module}/manifests/shop/ingressroute-router.yaml",
      "${path.module}/manifests/shop/middleware-router-split-headers.yaml",
    ]);
    expect(program.router.resources).toMatchObject({ manifests: [], files: [expect.anything(), expect.anything()] });
  });

  test.each(["haproxy", "nginx"])(
    "are not the Services of Kubernetes itself that class %s leads redirects to",
    (ingressClassName) => {
      const program = new Program({ ingressClassName, manifests: "yaml" });
      const router = new IngressRouter(program.stack, "router", { platform: program.platform });
      router.addRoute("old", { filters: [Filter.redirect({ scheme: "https", statusCode: 301 })] });

      expect(program.named("kubernetes_service_v1")["router-nowhere"].spec).toMatchObject({
        cluster_ip: "None",
        port: [{ port: 80 }],
      });
      expect(files(program)).toEqual({});
      expect(router.resources).toMatchObject({ services: [expect.anything()], manifests: [], files: [] });
    },
  );

  test.each([
    ["/users", {}, "users"],
    ["/users", { "x-beta": '"${y}"' }, "beta"],
    ["/", {}, null],
  ])("are understood from files: %s with %j goes to %s", (path, headers, route) => {
    const [target] = readTargets(shop({ ...GATEWAY, manifests: "yaml" }).text);

    const decision = target?.decide({
      method: "GET",
      url: `http://shop.example.com${path}`,
      headers: Object.entries(headers),
    });

    expect(decision?.route).toBe(route);
  });
});
