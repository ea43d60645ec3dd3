import { TerraformStack, Testing } from "cdktf";
import {
  EdgeLoadBalancer,
  Filter,
  IngressRouter,
  Listener,
  LogicalService,
  Members,
  type Platform,
  topologyOf,
} from "portico";
import { SelfHosted } from "portico/self-hosted";
import type { ServiceProtocol } from "../../../lib/topology";
import { errorsOf } from "../support/synthesis";
import { FakePlatform } from "./support/fake-platform";

const tls = { policy: "Modern", clientValidation: { caFile: "partners.pem" } } as const;
const requestPolicy = { trustedProxies: ["10.0.0.0/8"] } as const;
const limits = { headerTimeout: "5s", headerBytes: 16_384 } as const;
const proxyProtocol = { trustedProxies: ["10.0.0.0/8"] } as const;
const upstream = { hostname: "users.internal", caFile: "internal.pem", certificate: "own" } as const;
const bounds = { connections: 100, connectTimeout: "1s" } as const;
const certificates = {
  shop: { certFile: "shop.crt", keyFile: "shop.key" },
  own: { certFile: "own.crt", keyFile: "own.key" },
};

function stackOn(platform: Platform, protocol: ServiceProtocol = "HTTP"): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "shop");
  const users = new LogicalService(stack, "users", {
    ...{ platform, protocol, port: 8443 },
    members: Members.addresses(["10.0.0.1"]),
    tls: upstream,
    limits: bounds,
  });
  const db = new LogicalService(stack, "db", {
    ...{ platform, port: 3306, protocol: "TCP" as const },
    members: Members.addresses(["10.0.0.2"]),
  });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("all", { backends: [users] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("https", Listener.https({ port: 443, certificates: ["shop"], router, tls, requestPolicy, limits }));
  edge.addListener("tls", Listener.tls({ port: 3307, certificates: ["shop"], service: db, tls }));
  return stack;
}

test("the self-hosted proxy is told all of it", () => {
  const stack = stackOn(new SelfHosted({ certificates }));
  const topology = topologyOf(stack);
  expect(topology.edges?.[0]?.listeners).toMatchObject([
    { name: "https", tls, requestPolicy, limits },
    { name: "tls", tls: { mode: "Terminate", ...tls } },
  ]);
  expect(topology.services?.[0]).toMatchObject({ tls: upstream, limits: bounds });
  expect(topology.certificates?.map(({ name }) => name)).toEqual(["shop", "own"]);
  expect(errorsOf(stack)).toEqual([]);
});

test.each<ServiceProtocol>(["H2C", "GRPC"])(
  "so it is of TLS towards services of %s, which another platform refuses",
  (protocol) => {
    const self = stackOn(new SelfHosted({ certificates }), protocol);
    expect(topologyOf(self).services?.[0]).toMatchObject({ protocol, tls: upstream });
    expect(errorsOf(self)).toEqual([]);
    expect(
      errorsOf(stackOn(new FakePlatform(), protocol)).filter((error) => error.endsWith("[service-tls]")),
    ).toHaveLength(1);
  },
);

/** A listener of each kind that reads the header of the PROXY protocol. */
function listenersOn(platform: Platform): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "shop");
  const db = new LogicalService(stack, "db", {
    ...{ platform, port: 3306, protocol: "TCP" as const },
    members: Members.addresses(["10.0.0.2"]),
  });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("all", { filters: [Filter.fixedResponse({ statusCode: 200 })] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  const shown = { certificates: ["shop"], proxyProtocol };
  edge.addListener("http", Listener.http({ port: 80, router, proxyProtocol }));
  edge.addListener("https", Listener.https({ port: 443, router, ...shown }));
  edge.addListener("redirect", Listener.redirectToHttps({ port: 8080, proxyProtocol }));
  edge.addListener("tcp", Listener.tcp({ port: 3306, service: db, proxyProtocol }));
  edge.addListener("tls", Listener.tls({ port: 3307, service: db, ...shown }));
  edge.addListener("sni", Listener.tlsPassthrough({ port: 3308, service: db, proxyProtocol }));
  return stack;
}

test("the self-hosted proxy is told which load balancers in front speak the PROXY protocol, on each listener", () => {
  const stack = listenersOn(new SelfHosted({ certificates }));
  const listeners = topologyOf(stack).edges?.[0]?.listeners ?? [];
  expect(listeners).toHaveLength(6);
  for (const listener of listeners) expect(listener).toMatchObject({ proxyProtocol });
  expect(errorsOf(stack)).toEqual([]);
});

test("another platform refuses each of them", () => {
  const errors = errorsOf(listenersOn(new FakePlatform()));
  expect(errors.filter((error) => error.endsWith("[listener-proxy-protocol]"))).toHaveLength(6);
});

test("a platform that has no place for it refuses it, all at once", () => {
  const codes = errorsOf(stackOn(new FakePlatform())).map((error) => /\[([a-z-]+)\]$/.exec(error)?.[1]);
  expect(codes.filter((code) => code === "listener-tls")).toHaveLength(2);
  expect(codes.filter((code) => code === "listener-request-policy")).toHaveLength(1);
  expect(codes.filter((code) => code === "listener-limits")).toHaveLength(1);
  expect(codes.filter((code) => code === "service-tls")).toHaveLength(1);
  expect(codes.filter((code) => code === "service-limits")).toHaveLength(1);
});
