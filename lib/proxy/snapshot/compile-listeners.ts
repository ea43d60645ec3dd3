import { SourceRanges } from "../../routing";
import {
  type HttpListener,
  type HttpsListener,
  type Listener,
  parseDuration,
  type Steps,
  type TlsListener,
  type Topology,
  type UdpListener,
} from "../../topology";
import type { ListenerPlan, RouterPlan, ServiceRuntime } from "../engine";
import { compileLimits, compilePolicy, compileRouter, type FilterResources } from "../http";
import type { CertificateBatch } from "../tls";

const DEFAULT_ADDRESS = "0.0.0.0";

/** What a snapshot's names stand for. */
export interface SnapshotParts {
  readonly services: ReadonlyMap<string, ServiceRuntime>;
  readonly certificates: CertificateBatch;
  readonly filters: FilterResources;
}

/**
 * All listeners of a Topology, every name resolved. Neither the Topology nor its parts may change before it has ended.
 *
 * @throws RangeError where a name stands for nothing, which validation has made sure of before
 */
export function* compileListeners(topology: Topology, parts: SnapshotParts): Steps<readonly ListenerPlan[]> {
  const compiler = new Compiler(parts, yield* compileRouters(topology, parts));
  const plans: ListenerPlan[] = [];
  for (const edge of topology.edges ?? []) {
    for (const listener of edge.listeners) {
      plans.push(compiler.listener(edge.name, listener));
      yield;
    }
  }
  return plans;
}

/** The plans of routers that listeners name, by name: listeners that share a router share its plan. */
function* compileRouters(
  { edges = [], routers = [] }: Topology,
  { services, filters }: SnapshotParts,
): Steps<ReadonlyMap<string, RouterPlan>> {
  const listeners = edges.flatMap((edge) => edge.listeners);
  const named = new Set(listeners.flatMap((listener) => ("router" in listener ? [listener.router] : [])));
  const plans = new Map<string, RouterPlan>();
  for (const router of routers) {
    if (named.has(router.name)) plans.set(router.name, yield* compileRouter(router, services, filters));
  }
  return plans;
}

class Compiler {
  constructor(
    private readonly parts: SnapshotParts,
    private readonly routers: ReadonlyMap<string, RouterPlan>,
  ) {}

  listener(edge: string, listener: Listener): ListenerPlan {
    const { name, address = DEFAULT_ADDRESS, port } = listener;
    const base = { edge, name, address, port };
    switch (listener.protocol) {
      case "HTTP":
        return { ...base, ...proxyProtocolOf(listener), protocol: "HTTP", ...this.http(listener) };
      case "HTTPS": {
        const certificates = this.parts.certificates.setOf(listener.certificates, listener.tls);
        return { ...base, ...proxyProtocolOf(listener), protocol: "HTTPS", ...this.http(listener), certificates };
      }
      case "TCP": {
        const idleTimeout = parseDuration(listener.idleTimeout ?? "1h");
        const service = this.service(listener.service);
        return { ...base, ...proxyProtocolOf(listener), protocol: "TCP", service, idleTimeout };
      }
      case "UDP": {
        const idleTimeout = parseDuration(listener.idleTimeout ?? "60s");
        return { ...base, protocol: "UDP", service: this.service(listener.service), idleTimeout };
      }
      case "TLS":
        return { ...base, ...proxyProtocolOf(listener), ...this.tls(listener) };
    }
  }

  private http({ router, requestPolicy, limits }: HttpListener | HttpsListener) {
    return { router: this.router(router), policy: compilePolicy(requestPolicy), limits: compileLimits(limits) };
  }

  private tls(listener: TlsListener) {
    const { tls = { mode: "Terminate" }, tlsRoutes = [], certificates = [], service, idleTimeout = "1h" } = listener;
    const common = {
      protocol: "TLS",
      service: service === undefined ? undefined : this.service(service),
      routes: tlsRoutes.map((route) => ({
        hostnames: route.hostnames.map((hostname) => hostname.toLowerCase()),
        service: this.service(route.service),
      })),
      idleTimeout: parseDuration(idleTimeout),
    } as const;
    return tls.mode === "Passthrough"
      ? ({ ...common, mode: "Passthrough" } as const)
      : ({ ...common, mode: "Terminate", certificates: this.parts.certificates.setOf(certificates, tls) } as const);
  }

  private router(name: string): RouterPlan {
    const plan = this.routers.get(name);
    if (plan === undefined) throw new RangeError(`there is no router "${name}"`);
    return plan;
  }

  private service(name: string): ServiceRuntime {
    const service = this.parts.services.get(name);
    if (service === undefined) throw new RangeError(`there is no service "${name}"`);
    return service;
  }
}

function proxyProtocolOf({ proxyProtocol }: Exclude<Listener, UdpListener>) {
  return proxyProtocol === undefined
    ? {}
    : { proxyProtocol: { trustedProxies: new SourceRanges(proxyProtocol.trustedProxies) } };
}
