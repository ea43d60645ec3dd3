import { TerraformStack, Testing } from "cdktf";
import { EdgeLoadBalancer, Listener, type Platform, topologyOf } from "portico";
import { Kubernetes } from "portico/kubernetes";
import { SelfHosted } from "portico/self-hosted";
import { explainOutput } from "../../../../lib/parity";
import { Given } from "../support/synthesize";

const certificates = { shop: "arn:aws:acm:eu-west-1:1:certificate/shop" };

function givenRedirect(props: Parameters<typeof Listener.redirectToHttps>[0] = { port: 80 }) {
  const given = new Given({ certificates });
  const router = given.router("router", ["shop.example.com"]);
  router.addRoute("users", { backends: [given.service("users")] });
  const edge = given.edge();
  edge.addListener("http", Listener.redirectToHttps(props));
  edge.addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
  return given;
}

test("a listener that sends clients to HTTPS does so by its default action, and spends no rule", () => {
  const given = givenRedirect();
  expect(given.tagged("aws_lb_listener", "listener", "http")).toEqual({
    load_balancer_arn: expect.any(String),
    port: 80,
    protocol: "HTTP",
    default_action: [
      {
        type: "redirect",
        redirect: { protocol: "HTTPS", port: "443", host: "#{host}", path: "/#{path}", status_code: "HTTP_301" },
      },
    ],
    tags: {
      "portico:edge": "edge",
      "portico:listener": "http",
      "portico:router": "edge-http",
      "portico:route": "https",
    },
  });
  expect(given.all("aws_lb_listener_rule")).toHaveLength(1);
  expect(given.errors()).toEqual([]);
});

test("port and status are as they are asked for", () => {
  const given = givenRedirect({ port: 8080, httpsPort: 8443, statusCode: 302 });
  expect(given.tagged("aws_lb_listener", "listener", "http").default_action[0].redirect).toMatchObject({
    port: "8443",
    status_code: "HTTP_302",
  });
});

test("a port on which nothing of the edge answers is a warning", () => {
  expect(givenRedirect().warnings()).not.toContain("alb-redirect-nowhere");
  expect(givenRedirect({ port: 80, httpsPort: 8443 }).warnings()).toContain("alb-redirect-nowhere");
});

test("long names still make one of a router", () => {
  const given = new Given();
  const edge = given.edge("e".repeat(50));
  edge.addListener("l".repeat(50), Listener.redirectToHttps({ port: 80 }));
  expect(edge.listeners[0]?.router?.name).toMatch(/^e{50}-l{3}-[0-9a-f]{8}$/);
  expect(given.errors()).toEqual([]);
});

test("a status that a load balancer has not is reported", () => {
  expect(givenRedirect({ port: 80, statusCode: 308 }).errors()).toEqual(["alb-redirect-status"]);
});

test("the output decides as the Topology does", () => {
  const output = JSON.parse(Testing.synth(givenRedirect().stack));
  const [explained] = explainOutput(output, { method: "GET", url: "http://shop.example.com/users?a=b" });
  expect(explained?.decision).toMatchObject({ listener: "http", route: "https", router: "edge-http", status: 301 });
});

describe("other platforms have the same route", () => {
  test.each<[string, Platform]>([
    ["kubernetes", new Kubernetes({ namespace: "shop", ingressClassName: "traefik" })],
    ["self-hosted", new SelfHosted({})],
  ])("%s", (_, platform) => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const edge = new EdgeLoadBalancer(stack, "edge", { platform });
    edge.addListener("http", Listener.redirectToHttps({ port: 80 }));
    const { edges, routers } = topologyOf(stack);
    expect(edges?.[0]?.listeners[0]).toEqual({ name: "http", port: 80, protocol: "HTTP", router: "edge-http" });
    expect(routers?.[0]).toEqual({
      name: "edge-http",
      routes: [{ name: "https", filters: [{ type: "RequestRedirect", scheme: "https", statusCode: 301 }] }],
    });
    expect(() => Testing.synth(stack, true)).not.toThrow();
  });
});
