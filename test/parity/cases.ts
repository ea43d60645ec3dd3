import type { Decision, DecisionRequest } from "../../lib/routing";
import type { Route, Topology } from "../../lib/topology";
import { headers, prefix, queryParams, regex, route, table } from "../routing/case-builders";
import type { ProvenTarget } from "./proof/proven-target";
import { CERTIFICATE } from "./proof/tables";
import { applicationLoadBalancer } from "./proof/targets/aws";
import { awsLoadBalancerController } from "./proof/targets/aws-load-balancer-controller";
import { gateway } from "./proof/targets/gateway";
import { gatewayGrpc } from "./proof/targets/gateway-grpc";
import { haproxy } from "./proof/targets/haproxy";
import { ingress } from "./proof/targets/ingress";
import { nginx } from "./proof/targets/nginx";
import { selfHosted } from "./proof/targets/self-hosted";
import { traefik } from "./proof/targets/traefik";

/** Every target that is put to the proof. */
export const provenTargets: readonly ProvenTarget[] = [
  selfHosted,
  applicationLoadBalancer,
  gateway,
  gatewayGrpc,
  ingress,
  traefik,
  haproxy,
  nginx,
  awsLoadBalancerController,
];

/** A table and a request on which parties once decided otherwise, or do so because a target cannot do else. */
export interface ParityCase {
  readonly name: string;
  readonly targets: readonly ProvenTarget[];
  readonly topology: Topology;
  readonly request: DecisionRequest;
  /** What the target does instead, where it must; without it all agree. */
  readonly differs?: {
    readonly decision: Partial<Decision>;
    readonly page: string;
    /** The code of the lowering's warning. */
    readonly warning?: string;
  };
}

function get(url: string, fields: DecisionRequest["headers"] = []): DecisionRequest {
  return { method: "GET", url, headers: fields };
}

/** With an HTTPS listener in place of the HTTP one. */
function behindHttps(topology: Topology): Topology {
  const listener = {
    name: "https",
    port: 443,
    protocol: "HTTPS",
    certificates: [CERTIFICATE],
    router: "router",
  } as const;
  return { ...topology, edges: [{ name: "edge", listeners: [listener] }] };
}

const REWRITTEN: Route = {
  name: "rewritten",
  filters: [{ type: "URLRewrite", path: { type: "ReplaceFullPath", replaceFullPath: "/new" } }],
  backends: [{ service: "empty" }],
};
const EMPTY = { name: "empty", members: [] };
const REPEATED_HEADER = get("http://a.com/", [
  ["x", "1"],
  ["x", "2"],
]);
const TO_HTTPS: Route = { name: "https", filters: [{ type: "RequestRedirect", scheme: "https", statusCode: 302 }] };

/** Disagreements that the proof has found, and those that no lowering can undo. */
export const parityCases: readonly ParityCase[] = [
  {
    name: "what no service gets is not rewritten",
    targets: [selfHosted, applicationLoadBalancer, haproxy, gateway],
    topology: table([REWRITTEN], { services: [EMPTY] }),
    request: get("http://a.com/old?q=1"),
  },
  {
    name: "a prefix is taken off down to nothing",
    targets: [selfHosted, applicationLoadBalancer, traefik, haproxy, awsLoadBalancerController, gateway],
    topology: table([
      route("stripped", [prefix("/a")], {
        filters: [{ type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "" } }],
      }),
    ]),
    request: get("http://a.com/a"),
  },
  {
    name: "a redirect of a Host that ends in a dot leads to the same host",
    targets: [selfHosted, traefik, gateway, nginx],
    topology: table([{ ...TO_HTTPS, hostnames: ["a.com"] }]),
    request: get("http://A.com./x"),
  },
  {
    name: "a Host with a port is not the one without",
    targets: [applicationLoadBalancer, awsLoadBalancerController],
    topology: table([route("host", [], { hostnames: ["a.com"] })]),
    request: get("http://a.com:8080/"),
    differs: {
      decision: { route: null, status: 404 },
      page: "Terraform AWS provider, aws_lb_listener_rule, host_header",
    },
  },
  {
    name: "a Host that ends in a dot is not the one without",
    targets: [haproxy],
    topology: table([{ name: "host", hostnames: ["a.com"], backends: [{ service: "s1" }] }]),
    request: get("http://a.com./"),
    differs: {
      decision: { route: null, status: 404 },
      page: "haproxytech kubernetes-ingress, pkg/controller, txn.host",
    },
  },
  {
    name: "a redirect to HTTPS keeps the port of the Host",
    targets: [haproxy],
    topology: table([{ ...TO_HTTPS, hostnames: ["a.com"] }]),
    request: get("http://a.com:8080/x"),
    differs: {
      decision: { route: "https", location: "https://a.com:8080/x" },
      page: "haproxytech kubernetes-ingress, pkg/haproxy/rules/reqRequestRedirect.go",
    },
  },
  {
    name: "a path is compared as it was sent",
    targets: [haproxy],
    topology: table([route("path", [prefix("/a")])]),
    request: get("http://a.com//a"),
    differs: {
      decision: { route: null, status: 404 },
      page: "HAProxy configuration manual, path",
      warning: "haproxy-raw-path",
    },
  },
  {
    name: "shares of less than a hundred in all are those that were asked for",
    targets: [nginx],
    topology: table([
      {
        name: "split",
        backends: [
          { service: "s1", weight: 3 },
          { service: "s2", weight: 1 },
        ],
      },
    ]),
    request: get("http://a.com/"),
  },
  {
    name: "what a header takes away belongs to the route that asks for the header",
    targets: [nginx],
    topology: table([
      route("canary", [prefix("/a", { headers: headers({ x: "1" }) })]),
      route("main", [prefix("/a")]),
      route("rest", []),
    ]),
    request: get("http://a.com/a/b", [["x", "1"]]),
  },
  {
    name: "a header that is sent twice is one value",
    targets: [nginx],
    topology: table([route("canary", [prefix("/", { headers: headers({ x: "1" }) })]), route("main", [])]),
    request: get("http://a.com/", [
      ["x", "1"],
      ["x", "1"],
    ]),
  },
  {
    name: "a canary without endpoints takes no requests",
    targets: [nginx],
    topology: table(
      [
        { name: "empty", matches: [prefix("/", { headers: headers({ x: "1" }) })], backends: [{ service: "empty" }] },
        route("main", []),
      ],
      { services: [EMPTY] },
    ),
    request: get("http://a.com/", [["x", "1"]]),
    differs: {
      decision: { route: "main", service: "main", status: null },
      page: "kubernetes/ingress-nginx, rootfs/etc/nginx/lua/balancer.lua, route_to_alternative_balancer",
    },
  },
  {
    name: "an escaped delimiter in the path is the delimiter",
    targets: [nginx],
    topology: table([route("path", [prefix("/a;b")])]),
    request: get("http://a.com/a%3Bb"),
    differs: { decision: { route: "path", status: null }, page: "nginx, location", warning: "nginx-decoded-path" },
  },
  {
    name: "a path is passed on as it was sent",
    targets: [nginx],
    topology: table([route("path", [prefix("/a")])]),
    request: get("http://a.com//a/./b"),
    differs: {
      decision: { route: "path", path: "//a/./b" },
      page: "nginx, proxy_pass",
      warning: "nginx-decoded-path",
    },
  },
  {
    name: "a redirect of a POST keeps the method",
    targets: [traefik],
    topology: table([TO_HTTPS]),
    request: { method: "POST", url: "http://a.com/x" },
    differs: {
      decision: { route: "https", status: 307, location: "https://a.com/x" },
      page: "Traefik, pkg/middlewares/redirect/redirect.go",
      warning: "traefik-redirect-status",
    },
  },
  {
    name: "a redirect to where the request came from is passed over",
    targets: [traefik],
    topology: behindHttps(table([TO_HTTPS])),
    request: get("https://a.com/x"),
    differs: {
      decision: { route: "https", status: 418 },
      page: "Traefik, pkg/middlewares/redirect/redirect.go; pkg/server/service/internalhandler.go",
    },
  },
  {
    name: "one value of a repeated header field will do",
    targets: [traefik],
    topology: table([route("header", [prefix("/", { headers: headers({ x: "2" }) })])]),
    request: REPEATED_HEADER,
    differs: {
      decision: { route: "header", status: null },
      page: "Traefik documentation, HTTP routers, Rules & Priority; pkg/muxer/http/matcher.go",
      warning: "traefik-repeated-values",
    },
  },
  {
    name: "one value of a repeated header field will do",
    targets: [applicationLoadBalancer],
    topology: table([route("header", [prefix("/", { headers: headers({ x: "2" }) })])]),
    request: REPEATED_HEADER,
    differs: { decision: { route: "header", status: null }, page: "ELB API reference, HttpHeaderConditionConfig" },
  },
  {
    name: "any value of a repeated query parameter will do",
    targets: [applicationLoadBalancer],
    topology: table([route("query", [prefix("/", { queryParams: queryParams({ "7": "2" }) })])]),
    request: get("http://a.com/?7=1&7=2"),
    differs: { decision: { route: "query", status: null }, page: "ELB API reference, QueryStringConditionConfig" },
  },
  {
    name: "a query is compared as it was sent",
    targets: [applicationLoadBalancer],
    topology: table([route("query", [prefix("/", { queryParams: queryParams({ "7": "2" }) })])]),
    request: get("http://a.com/?7=%32"),
    differs: { decision: { route: null, status: 404 }, page: "ELB API reference, QueryStringConditionConfig" },
  },
  {
    name: "a query parameter with a bad escape is none",
    targets: [traefik],
    topology: table([
      route("query", [prefix("/", { queryParams: [{ type: "RegularExpression", name: "q", value: ".*" }] })]),
    ]),
    request: get("http://a.com/?q=%zz"),
    differs: { decision: { route: null, status: 404 }, page: "net/url, ParseQuery" },
  },
  {
    name: "a regular expression sees the path decoded",
    targets: [traefik],
    topology: table([route("expression", [regex("/a b")])]),
    request: get("http://a.com/a%20b"),
    differs: {
      decision: { route: "expression", status: null },
      page: "Traefik, pkg/muxer/http/mux.go, withRoutingPath",
      warning: "traefik-decoded-path",
    },
  },
  {
    name: "a request that calls no method goes to no gRPC service",
    targets: [gatewayGrpc],
    topology: table([{ name: "calls", matches: [prefix("/shop.Users")], backends: [{ service: "users" }] }], {
      services: [{ name: "users", protocol: "GRPC", members: [{ address: "127.0.0.1", port: 8001 }] }],
    }),
    request: get("http://a.com/shop.Users"),
    differs: {
      decision: { route: null, status: 404 },
      page: "gateway-api apis/v1/grpcroute_types.go, GRPCMethodMatch",
      warning: "gateway-grpc-calls",
    },
  },
  {
    name: "a service without members makes no router",
    targets: [traefik],
    topology: table([route("empty", [prefix("/a")]), route("rest", [])], { services: [EMPTY] }),
    request: get("http://a.com/a"),
    differs: {
      decision: { route: "rest", status: null },
      page: "Traefik documentation, Kubernetes providers, allowEmptyServices",
    },
  },
];
