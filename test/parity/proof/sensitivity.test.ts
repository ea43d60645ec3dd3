import fc from "fast-check";
import { Disagreement } from "./compare";
import { examine } from "./prove";
import type { ProvenTarget } from "./proven-target";
import { tables } from "./tables";
import { Tally } from "./tally";
import { applicationLoadBalancer } from "./targets/aws";
import { awsLoadBalancerController } from "./targets/aws-load-balancer-controller";
import { gateway } from "./targets/gateway";
import { gatewayGrpc } from "./targets/gateway-grpc";
import { haproxy } from "./targets/haproxy";
import { ingress } from "./targets/ingress";
import { nginx } from "./targets/nginx";
import { selfHosted } from "./targets/self-hosted";
import { traefik } from "./targets/traefik";

jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

const TABLES = 120;

type Change = (output: string) => string;

/** Mistakes that a lowering could make, as changes of what it gives. */
const MISTAKES: readonly [target: ProvenTarget, mistake: string, change: Change][] = [
  [applicationLoadBalancer, "a prefix that goes on within a word", (output) => output.replace(/\/\*"/g, '*"')],
  [
    applicationLoadBalancer,
    "priorities in another order",
    (output) => output.replace(/"priority": (\d+)/g, '"priority": "-$1"'),
  ],
  [
    applicationLoadBalancer,
    "a wildcard that is every host",
    (output) => output.replace(/"\*\.[a-z.]*com"/g, '"*.com"'),
  ],
  [
    applicationLoadBalancer,
    "hosts that are forgotten",
    (output) => output.replace(/"host_header"/g, '"no_host_header"'),
  ],
  [applicationLoadBalancer, "the other redirect", (output) => output.replaceAll("HTTP_301", "HTTP_302")],
  [
    applicationLoadBalancer,
    "rewrites that are forgotten",
    (output) => output.replaceAll('"transform"', '"no_transform"'),
  ],
  [
    applicationLoadBalancer,
    "weights that are forgotten",
    (output) => output.replace(/"weight": [0-9]+/g, '"weight": 1'),
  ],
  [
    applicationLoadBalancer,
    "bodies that are forgotten",
    (output) => output.replaceAll('"message_body"', '"no_message_body"'),
  ],
  [
    applicationLoadBalancer,
    "ports that clients write into the Host, forgotten",
    (output) => output.replaceAll("(?::[0-9]+)?", ""),
  ],
  [ingress, "exact paths that are prefixes", (output) => output.replaceAll('"Exact"', '"Prefix"')],
  [ingress, "prefixes that are exact paths", (output) => output.replaceAll('"Prefix"', '"Exact"')],
  [ingress, "hosts that are forgotten", withoutBlocks("host")],
  [traefik, "priorities that are forgotten", (output) => output.replace(/"priority": [0-9]+/g, '"priority": 0')],
  [traefik, "prefixes of characters", (output) => output.replace(/PathPrefix\(`(\/[^`]+)\/`\)/g, "PathPrefix(`$1`)")],
  [traefik, "expressions that fit anywhere", (output) => output.replace(/\^\(\?:(.*?)\)\$`/g, "$1`")],
  [traefik, "middlewares that are forgotten", withoutBlocks("middlewares")],
  [haproxy, "rewrites that are forgotten", withoutBlocks("haproxy.org/path-rewrite")],
  [haproxy, "redirects that are forgotten", withoutBlocks("haproxy.org/request-redirect")],
  [haproxy, "another host for the service", withoutBlocks("haproxy.org/set-host")],
  [nginx, "exact paths that are prefixes", (output) => output.replaceAll('"Exact"', '"Prefix"')],
  [nginx, "canaries that are forgotten", withoutBlocks(/\/canary$/)],
  [nginx, "headers that are forgotten", withoutBlocks(/\/canary-by-header$/)],
  [nginx, "weights that are forgotten", withoutBlocks(/\/canary-weight$/)],
  [nginx, "redirects that are forgotten", withoutBlocks(/\/permanent-redirect$/)],
  [nginx, "another host for the service", withoutBlocks(/\/upstream-vhost$/)],
  [awsLoadBalancerController, "exact paths that are prefixes", (output) => output.replaceAll('"Exact"', '"Prefix"')],
  [awsLoadBalancerController, "conditions that are forgotten", withoutBlocks(/^alb.*\/conditions\./)],
  [awsLoadBalancerController, "transforms that are forgotten", withoutBlocks(/^alb.*\/transforms\./)],
  [gateway, "prefixes that are exact paths", (output) => output.replaceAll('"PathPrefix"', '"Exact"')],
  [gateway, "filters that are forgotten", withoutBlocks("filters")],
  [gateway, "headers that are forgotten", withoutBlocks("headers")],
  [gateway, "weights that are forgotten", withoutBlocks("weight")],
  [gateway, "another port", (output) => output.replaceAll('"port": 8080', '"port": 80')],
  [gatewayGrpc, "calls that are forgotten", withoutBlocks("method")],
  [gatewayGrpc, "methods that are prefixes", withoutMethods],
  [gatewayGrpc, "headers that are forgotten", withoutBlocks("headers")],
  [gatewayGrpc, "a kind that meets another", (output) => output.replace('"GRPCRoute"', '"HTTPRoute"')],
  [selfHosted, "another kind of body", (output) => output.replaceAll("text/html", "text/plain")],
  [selfHosted, "another method", (output) => output.replace(/\\"GET\\"/g, '\\"PUT\\"')],
];

/** What calls a method calls any of its service. */
function withoutMethods(output: string): string {
  return JSON.stringify(JSON.parse(output), (key, value: unknown) =>
    key === "method" && typeof value === "string" ? undefined : value,
  );
}

/** Every field of this name is left out. */
function withoutBlocks(name: string | RegExp): Change {
  const isName = (key: string) => (typeof name === "string" ? key === name : name.test(key));
  return (output) => JSON.stringify(JSON.parse(output), (key, value: unknown) => (isName(key) ? undefined : value));
}

describe("the proof finds", () => {
  const named = MISTAKES.map(([target, mistake, change]) => [`${target.name}: ${mistake}`, target, change] as const);

  test.each(named)("%s", (_, target, change) => {
    const samples = fc.sample(tables(target), { numRuns: TABLES, seed: 20 });
    const found = samples.some((table) => {
      try {
        examine(target, table, new Tally(), change);
        return false;
      } catch (error) {
        if (error instanceof Disagreement) return true;
        throw error;
      }
    });
    expect(found).toBe(true);
  });
});
