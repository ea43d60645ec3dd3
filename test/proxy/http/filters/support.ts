import type { IncomingMessage, ServerResponse } from "node:http";
import type { RoutedRequest } from "../../../../lib/proxy/engine";
import { isRefusal, parseTarget } from "../../../../lib/routing";
import { type Filter, type Service, validateTopology } from "../../../../lib/topology";
import { startInstance } from "../../support/instances";
import { membersOf, type ProxyOptions, startRoutes } from "../../support/proxies";

// The first Topology of a process compiles the schema, which is no part of what the first test waits for.
beforeAll(() => {
  validateTopology({ version: 1 });
}, 60_000);

/** A proxy that sends everything through these filters to one instance, and what the instance was asked. */
export async function startFiltered(
  filters: readonly Filter[],
  handler: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    response.end("served"),
  { services = [], ...options }: ProxyOptions & { readonly services?: readonly Service[] } = {},
) {
  const seen: IncomingMessage[] = [];
  const instance = await startInstance((request, response) => {
    seen.push(request);
    handler(request, response);
  });
  const route = { name: "all", filters, backends: [{ service: "service" }] };
  const own = { name: "service", members: membersOf(instance) };
  const proxy = await startRoutes([route], [own, ...services], options);
  return { ...proxy, seen, instance };
}

/** A request as filters see it. */
export function routed(
  parts: Partial<Pick<RoutedRequest, "method" | "sourceAddress">> & { headers?: Record<string, string> } = {},
): RoutedRequest {
  const { headers = {}, method = "GET", sourceAddress = "192.0.2.1" } = parts;
  const target = parseTarget("/", "shop.example.com");
  if (isRefusal(target)) throw new Error(target.reason);
  return {
    scheme: "http",
    port: 80,
    target,
    hit: { routeIndex: 0, route: { name: "all" }, match: undefined } as unknown as RoutedRequest["hit"],
    method,
    sourceAddress,
    fields: Object.entries(headers).flat(),
    header: (name) => headers[name],
    originFields: () => [],
  };
}
