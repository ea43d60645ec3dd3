import fc from "fast-check";
import type { DecisionRequest } from "../../../lib/routing";
import type { Listener, Topology } from "../../../lib/topology";
import { requests, topologies } from "../../routing/arbitraries";
import { mapRoutes, without } from "./narrow";
import { aims, requestAt } from "./near-requests";
import type { ProvenTarget } from "./proven-target";

/** Requests a table: half from the whole alphabet, half aimed at the table's own borders. */
const REQUESTS = 50;

/** The certificate of HTTPS listeners, which every platform is given. */
export const CERTIFICATE = "shop";

/** Where the listeners of a table are. */
type Ports = Readonly<Record<"HTTP" | "HTTPS", number>>;

const STANDARD: Ports = { HTTP: 80, HTTPS: 443 };
/** Ports that clients write into the Host; of the last two each is the other scheme's own. */
const OTHERS: readonly Ports[] = [
  { HTTP: 8080, HTTPS: 8443 },
  { HTTP: 443, HTTPS: 80 },
];

/** A routing table, and what is asked of it. */
export interface Table {
  readonly topology: Topology;
  readonly requests: readonly DecisionRequest[];
}

export interface TableOptions {
  /**
   * Whether one table in four is behind HTTPS too.
   *
   * @default true
   */
  readonly https?: boolean;
}

/** Tables of every kind, four in five narrowed to what the target can mostly express. */
export function tables(target: ProvenTarget, { https = true }: TableOptions = {}): fc.Arbitrary<Table> {
  const same = (request: DecisionRequest) => request;
  const { narrow, narrowRequest = same, asRequest = same, prepare = (topology) => topology } = target;
  const table = fc.record({
    isNarrow: fc.nat(4).map((roll) => roll > 0),
    isSecure: fc.nat(3).map((roll) => https && roll === 3),
    ports: fc.constantFrom(...OTHERS.flatMap(() => [STANDARD, STANDARD]), ...OTHERS),
    topology: topologies({ maxRoutes: 4 }),
    far: fc.array(requests, { minLength: REQUESTS / 2, maxLength: REQUESTS / 2 }),
    near: fc.array(aims, { minLength: REQUESTS / 2, maxLength: REQUESTS / 2 }),
  });
  return table.map(({ isNarrow, isSecure, ports: rolled, topology: wide, far, near }) => {
    const ports = isNarrow && !target.hasOtherPorts ? STANDARD : rolled;
    const narrowed = isNarrow ? narrow(wide) : wide;
    // Behind HTTPS, a redirect to HTTPS at the same host would be an endless one.
    const redirecting = isSecure ? narrowed : withPlainRedirects(narrowed);
    const topology = prepare(withAddresses(withUsedServices(redirecting)));
    const sent = isNarrow ? far.map((request) => narrowRequest(request)) : far;
    const all = [...sent, ...near.map((aim) => requestAt(topology, aim))].map(asRequest);
    const plain = { topology, requests: all };
    return at(ports, isSecure ? withHttps(plain) : plain);
  });
}

/** The same table, its listeners on these ports and its requests sent to them, unless they name another. */
function at(ports: Ports, { topology, requests: sent }: Table): Table {
  if (ports === STANDARD) return { topology, requests: sent };
  const edges = (topology.edges ?? []).map((edge) => ({
    ...edge,
    listeners: edge.listeners.map((listener) =>
      listener.protocol === "HTTP" || listener.protocol === "HTTPS"
        ? { ...listener, port: ports[listener.protocol] }
        : listener,
    ),
  }));
  const asked = sent.map((request) => ({
    ...request,
    url: request.url.replace(
      /^(https?):\/\/([^/?]*?)(:[0-9]*)?(?=[/?]|$)/,
      (_, scheme: string, host: string, port = `:${scheme === "https" ? ports.HTTPS : ports.HTTP}`) =>
        `${scheme}://${host}${port}`,
    ),
  }));
  return { topology: { ...topology, edges }, requests: asked };
}

/** The same table behind HTTPS too, for every other request. */
function withHttps({ topology, requests: sent }: Table): Table {
  const edges = (topology.edges ?? []).map((edge) => ({ ...edge, listeners: edge.listeners.flatMap(withSecureTwin) }));
  const asked = sent.map((request, index) =>
    index % 2 === 0 ? request : { ...request, url: request.url.replace(/^http:/, "https:") },
  );
  return { topology: { ...topology, edges }, requests: asked };
}

function withSecureTwin(listener: Listener): readonly Listener[] {
  if (listener.protocol !== "HTTP") return [listener];
  return [listener, { ...listener, name: "https", port: 443, protocol: "HTTPS", certificates: [CERTIFICATE] }];
}

/** Loopback is no address for members of a service in a cluster. One service stays without any. */
export function withAddresses(topology: Topology): Topology {
  const services = (topology.services ?? []).map((service, index) => ({
    ...service,
    members: service.members?.length === 0 ? [] : [{ address: `10.0.0.${index + 1}`, port: 8080 }],
  }));
  return { ...topology, services };
}

/** Without services that no route leads to. */
function withUsedServices(topology: Topology): Topology {
  const routes = (topology.routers ?? []).flatMap((router) => router.routes);
  const used = new Set(routes.flatMap(({ backends = [] }) => backends.map(({ service }) => service)));
  return { ...topology, services: (topology.services ?? []).filter(({ name }) => used.has(name)) };
}

/** Redirects to HTTPS that stay at their host, as most do. */
function withPlainRedirects(topology: Topology): Topology {
  return mapRoutes(topology, (route) => {
    const filters = route.filters?.map((filter) =>
      filter.type === "RequestRedirect" && filter.scheme === "https" ? without(filter, "hostname") : filter,
    );
    return filters === undefined ? route : { ...route, filters };
  });
}
