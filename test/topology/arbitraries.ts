import fc, { type Arbitrary } from "fast-check";
import type {
  Backend,
  Certificate,
  Discovery,
  Edge,
  Filter,
  HealthCheck,
  Listener,
  Member,
  Route,
  RouteMatch,
  Router,
  Service,
  ServiceProtocol,
  Topology,
} from "../../lib/topology";
import { policyFilters } from "./arbitrary-policy-filters";
import {
  cidr,
  duration,
  expression,
  host,
  name,
  named,
  optional,
  path,
  pattern,
  port,
  text,
  token,
  weight,
} from "./arbitrary-primitives";

/** Everything that listeners and routes can name. */
interface Targets {
  readonly http: readonly string[];
  /** Those of them that speak HTTP/1.1. */
  readonly asked: readonly string[];
  readonly stream: readonly string[];
  readonly datagram: readonly string[];
  readonly certificates: readonly string[];
  readonly routers: readonly string[];
}

const fields = fc.uniqueArray(fc.record({ name: token, value: text.map((value) => value.trim()) }), {
  maxLength: 3,
  selector: (field) => field.name,
});
const modifier = { set: fields, add: fields, remove: fc.uniqueArray(token, { maxLength: 3 }) };

const valueMatch = fc.oneof(
  optional({ type: fc.constant("Exact" as const), name: token, value: text }, ["name", "value"]),
  fc.record({ type: fc.constant("RegularExpression" as const), name: token, value: expression }),
);

function match(prefixAlone: boolean): Arbitrary<RouteMatch> {
  const prefix = fc.record({ type: fc.constant("PathPrefix" as const), value: path });
  const other = fc.oneof(
    fc.record({ type: fc.constant("Exact" as const), value: path }),
    fc.record({ type: fc.constant("RegularExpression" as const), value: expression.filter((value) => value !== "") }),
  );
  return optional(
    {
      path: prefixAlone ? prefix : fc.oneof(prefix, other),
      headers: fc.array(valueMatch, { maxLength: 3 }),
      queryParams: fc.array(valueMatch, { maxLength: 3 }),
      method: fc.constantFrom("GET", "POST", "PURGE"),
      sourceRanges: fc.array(cidr, { minLength: 1, maxLength: 2 }),
    },
    [],
  ) as Arbitrary<RouteMatch>;
}

/** Filters that may stand beside backends, in any order. */
function passingFilters({ http: services, asked }: Targets, prefixAlone: boolean): Arbitrary<Filter[]> {
  const fullPath = fc.record({ type: fc.constant("ReplaceFullPath"), replaceFullPath: path });
  const prefixPath = fc.record({
    type: fc.constant("ReplacePrefixMatch"),
    replacePrefixMatch: fc.oneof(fc.constant(""), path),
  });
  const rewrite = { hostname: host, path: prefixAlone ? fc.oneof(fullPath, prefixPath) : fullPath };
  const mirror = { service: fc.constantFrom(...services), percent: fc.integer({ min: 0, max: 100 }) };
  return fc
    .tuple(
      fc.option(optional({ type: fc.constant("RequestHeaderModifier"), ...modifier }, ["type"])),
      fc.option(optional({ type: fc.constant("ResponseHeaderModifier"), ...modifier }, ["type"])),
      fc.option(optional({ type: fc.constant("URLRewrite"), ...rewrite }, ["type"])),
      fc.option(optional({ type: fc.constant("RequestMirror"), ...mirror }, ["type", "service"])),
      fc.option(optional({ type: fc.constant("RequestMirror"), ...mirror }, ["type", "service"])),
      ...policyFilters(asked).map((filter) => fc.option(filter)),
      fc.option(
        optional(
          { type: fc.constant("ExtensionRef"), group: fc.constantFrom("", "aws"), kind: fc.constant("Kind"), name },
          ["type", "kind", "name"],
        ),
      ),
    )
    .map((filters) => filters.filter((filter) => filter !== null) as Filter[])
    .chain((filters) => fc.shuffledSubarray(filters, { minLength: filters.length }));
}

const answer: Arbitrary<Filter> = fc.oneof(
  optional(
    {
      type: fc.constant("RequestRedirect"),
      scheme: fc.constantFrom("http", "https"),
      hostname: host,
      port,
      statusCode: fc.constantFrom(301, 302, 303, 307, 308),
    },
    ["type", "scheme"],
  ),
  optional(
    {
      type: fc.constant("FixedResponse"),
      statusCode: fc.constantFrom(200, 404, 503),
      contentType: fc.constant("a/b"),
      body: text,
    },
    ["type", "statusCode"],
  ),
) as Arbitrary<Filter>;

function route(targets: Targets): Arbitrary<Route> {
  const services = targets.http;
  const common = {
    name,
    hostnames: fc.array(fc.constantFrom("shop.example.com", "*.shop.example.com"), { maxLength: 2 }),
    timeouts: optional({ request: fc.constantFrom("0s", "1h"), backendRequest: fc.constantFrom("0s", "1s", "1h") }, []),
    retry: optional(
      {
        attempts: fc.nat(10),
        codes: fc.array(fc.integer({ min: 400, max: 599 }), { maxLength: 3 }),
        backoff: duration,
      },
      [],
    ),
  };
  const answering = optional(
    { ...common, matches: fc.array(match(false), { maxLength: 3 }), filters: answer.map((filter) => [filter]) },
    ["name", "filters"],
  );
  if (services.length === 0) return answering as Arbitrary<Route>;
  const backend = optional<Backend>({ service: fc.constantFrom(...services), weight }, [
    "service",
  ]) as Arbitrary<Backend>;
  const backends = fc.uniqueArray(backend, { minLength: 1, maxLength: 3, selector: ({ service }) => service });
  const passing = fc.boolean().chain((prefixAlone) =>
    optional(
      {
        ...common,
        matches: fc.array(match(prefixAlone), { maxLength: 3 }),
        filters: passingFilters(targets, prefixAlone),
        backends,
      },
      ["name", "backends"],
    ),
  );
  return fc.oneof(answering, passing) as Arbitrary<Route>;
}

function router(targets: Targets, routerName: string): Arbitrary<Router> {
  return optional(
    {
      name: fc.constant(routerName),
      hostnames: fc.constantFrom(
        ["shop.example.com", "*.shop.example.com"],
        ["*.example.com"],
        ["*.shop.example.com", "other.example.com", "shop.example.com"],
      ),
      routes: named(route(targets)),
    },
    ["name", "routes"],
  ) as Arbitrary<Router>;
}

const members = fc.uniqueArray(
  optional<Member>(
    { address: fc.constantFrom("10.0.1.10", "2001:db8::10", "users.internal", "users_1"), port, weight },
    ["address", "port"],
  ) as Arbitrary<Member>,
  { maxLength: 3, selector: ({ address, port }) => `${address} ${port}` },
);

const probe = {
  port,
  interval: fc.constantFrom("10s", "1m"),
  timeout: fc.constantFrom("1ms", "10s"),
  healthyThreshold: fc.integer({ min: 1, max: 10 }),
  unhealthyThreshold: fc.integer({ min: 1, max: 10 }),
};

const healthCheck = fc.oneof(
  optional({ type: fc.constantFrom("TCP", "GRPC"), ...probe }, ["type"]),
  optional(
    {
      type: fc.constant("HTTP"),
      ...probe,
      path: path.map((value) => `${value}?deep=1`),
      expectedStatuses: fc.constantFrom(["200"], ["200-399", "404"]),
    },
    ["type"],
  ),
) as Arbitrary<HealthCheck>;

const discovery = fc.oneof(
  optional({ type: fc.constant("dns"), hostname: host, port, refresh: duration }, ["type", "hostname", "port"]),
  fc.record({ type: fc.constant("etcd"), endpoints: fc.constant(["http://10.0.0.1:2379"]), prefix: path }),
  fc.record({
    type: fc.constant("kubernetes"),
    namespace: name,
    service: name,
    port: fc.oneof(port, fc.constant("http")),
  }),
  fc.record({ type: fc.constant("docker"), label: name, port }),
) as Arbitrary<Discovery>;

function service(serviceName: string, protocol: ServiceProtocol): Arbitrary<Service> {
  const overHttp = ["HTTP", "H2C", "GRPC"].includes(protocol);
  const keys = overHttp ? ["source", "path", "header:x-user", "cookie:id", "query:a b"] : ["source"];
  const balancing = fc.oneof(
    fc.record({ algorithm: fc.constantFrom("RoundRobin", "LeastConnections", "Random", "SourceHash") }),
    fc.record({ algorithm: fc.constant("ConsistentHash"), key: fc.constantFrom(...keys) }),
  );
  const bySource = optional({ type: fc.constant("SourceIP"), ttl: duration }, ["type"]);
  const byCookie = optional({ type: fc.constant("Cookie"), cookieName: token, ttl: duration }, ["type"]);
  return optional(
    {
      name: fc.constant(serviceName),
      protocol: fc.constant(protocol),
      balancing,
      healthCheck,
      sessionAffinity: overHttp ? fc.oneof(bySource, byCookie) : bySource,
      limits: serviceLimits(protocol),
      drain: fc.oneof(duration, fc.constant("0s")),
      members,
      discovery,
    },
    protocol === "HTTP" ? ["name"] : ["name", "protocol"],
  ) as Arbitrary<Service>;
}

function serviceLimits(protocol: ServiceProtocol) {
  const connect = protocol === "UDP" ? {} : { connectTimeout: duration };
  const http = {
    connections: fc.integer({ min: 1, max: 1_000_000 }),
    pendingRequests: fc.integer({ min: 0, max: 1_000_000 }),
    pendingTimeout: duration,
  };
  const overHttp = ["HTTP", "H2C", "GRPC"].includes(protocol) ? http : {};
  return optional({ ...connect, ...overHttp, ...(protocol === "HTTP" ? { keepAliveTimeout: duration } : {}) }, []);
}

const requestPolicy = optional(
  { trustedProxies: fc.uniqueArray(cidr, { maxLength: 2 }), underscores: fc.constantFrom("Keep", "Drop", "Refuse") },
  [],
);

const proxyProtocol = fc.record({ trustedProxies: fc.uniqueArray(cidr, { minLength: 1, maxLength: 2 }) });

const limits = optional(
  {
    headerTimeout: duration,
    keepAliveTimeout: duration,
    clientIdleTimeout: duration,
    responseIdleTimeout: duration,
    upgradeIdleTimeout: duration,
    targetBytes: fc.integer({ min: 256, max: 32_767 }),
    headerBytes: fc.integer({ min: 32_768, max: 262_144 }),
    headerCount: fc.integer({ min: 16, max: 1000 }),
    concurrentStreams: fc.integer({ min: 1, max: 10_000 }),
  },
  [],
);

function listener(targets: Targets): Arbitrary<Listener> {
  const common = { name, port, address: fc.constantFrom("0.0.0.0", "127.0.0.1", "::1", "::") };
  const kinds: Arbitrary<unknown>[] = [];
  if (targets.routers.length > 0) {
    const to = fc.constantFrom(...targets.routers);
    const http = { ...common, router: to, requestPolicy, limits, proxyProtocol };
    kinds.push(optional({ ...http, protocol: fc.constant("HTTP") }, ["name", "port", "protocol", "router"]));
    if (targets.certificates.length > 0) {
      const certificates = fc.subarray([...targets.certificates], { minLength: 1 });
      const https = { ...http, protocol: fc.constant("HTTPS"), certificates };
      kinds.push(optional(https, ["name", "port", "protocol", "router", "certificates"]));
    }
  }
  if (targets.stream.length > 0) {
    const to = fc.constantFrom(...targets.stream);
    const tcp = { ...common, protocol: fc.constant("TCP"), service: to, idleTimeout: duration, proxyProtocol };
    kinds.push(optional(tcp, ["name", "port", "protocol", "service"]));
    const tlsRoutes = fc
      .uniqueArray(pattern, { maxLength: 3, selector: (hostname) => hostname.toLowerCase() })
      .chain((hostnames) =>
        fc.tuple(...hostnames.map((one) => fc.record({ hostnames: fc.constant([one]), service: to }))),
      );
    const tls = {
      ...common,
      protocol: fc.constant("TLS"),
      tls: fc.constant({ mode: "Passthrough" }),
      service: to,
      tlsRoutes,
      idleTimeout: duration,
      proxyProtocol,
    };
    kinds.push(optional(tls, ["name", "port", "protocol", "tls", "service"]));
  }
  if (targets.datagram.length > 0) {
    const to = fc.constantFrom(...targets.datagram);
    const udp = { ...common, protocol: fc.constant("UDP"), service: to, idleTimeout: duration };
    kinds.push(optional(udp, ["name", "port", "protocol", "service"]));
  }
  return fc.oneof(...kinds) as Arbitrary<Listener>;
}

function edge(targets: Targets, edgeName: string): Arbitrary<Edge> {
  const listeners = fc
    .uniqueArray(listener(targets), { minLength: 1, maxLength: 5, selector: ({ name: own }) => own })
    .map((list) => [...new Map(list.map((one) => [one.port, one])).values()]);
  return fc.record({ name: fc.constant(edgeName), listeners });
}

/** Topologies that validation has nothing to say about. */
export const validTopology: Arbitrary<Topology> = fc
  .record({
    services: fc.uniqueArray(
      fc.record({ name, protocol: fc.constantFrom<ServiceProtocol>("HTTP", "H2C", "GRPC", "TCP", "TLS", "UDP") }),
      { maxLength: 6, selector: (value) => value.name },
    ),
    certificates: named<Certificate>(fc.record({ name, certFile: name, keyFile: name }), 2),
    routers: fc.uniqueArray(name, { maxLength: 3 }),
    edges: fc.uniqueArray(name, { maxLength: 2 }),
  })
  .chain(({ services, certificates, routers, edges }) => {
    const speaking = (...protocols: ServiceProtocol[]) =>
      services.filter(({ protocol }) => protocols.includes(protocol)).map((one) => one.name);
    const targets: Targets = {
      http: speaking("HTTP", "H2C", "GRPC"),
      asked: speaking("HTTP"),
      stream: speaking("TCP", "TLS"),
      datagram: speaking("UDP"),
      certificates: certificates.map((one) => one.name),
      routers,
    };
    const reachable = routers.length + targets.stream.length + targets.datagram.length > 0;
    return optional(
      {
        version: fc.constant(1 as const),
        $schema: fc.constant("./topology.v1.json"),
        edges: fc.tuple(...(reachable ? edges : []).map((one) => edge(targets, one))),
        routers: fc.tuple(...routers.map((one) => router(targets, one))),
        services: fc.tuple(...services.map((one) => service(one.name, one.protocol))),
        certificates: fc.constant(certificates),
      },
      ["version", "edges", "routers", "services", "certificates"],
    ) as Arbitrary<Topology>;
  });

/** Where in a document something is, as steps; and what to put there. */
export const mutation = fc.record({
  place: fc.nat(),
  value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined)),
});

/** The document with the value at one of its places replaced, or taken out where the new one is `undefined`. */
export function mutate(document: unknown, { place, value }: { place: number; value: unknown }): unknown {
  const copy = structuredClone(document);
  const slots: (readonly [owner: Record<string, unknown>, field: string])[] = [];
  const collect = (owner: unknown): void => {
    if (typeof owner !== "object" || owner === null) return;
    for (const field of Object.keys(owner)) {
      slots.push([owner as Record<string, unknown>, field]);
      collect((owner as Record<string, unknown>)[field]);
    }
  };
  collect(copy);
  const [owner, field] = slots[place % Math.max(1, slots.length)] ?? [];
  if (owner === undefined || field === undefined) return copy;
  if (value === undefined && !Array.isArray(owner)) delete owner[field];
  else owner[field] = value ?? null;
  return copy;
}
