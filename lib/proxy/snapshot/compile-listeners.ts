import { SourceRanges } from "../../routing";
import {
  type HttpListener,
  type HttpsListener,
  type Listener,
  parseDuration,
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
 * All listeners of a Topology, every name resolved.
 *
 * @throws RangeError where a name stands for nothing, which validation has made sure of before
 */
export function compileListeners(topology: Topology, parts: SnapshotParts): readonly ListenerPlan[] {
  const compiler = new Compiler(topology, parts);
  return (topology.edges ?? []).flatMap((edge) =>
    edge.listeners.map((listener) => compiler.listener(edge.name, listener)),
  );
}

class Compiler {
  private readonly routers = new Map<string, RouterPlan>();

  constructor(
    private readonly topology: Topology,
    private readonly parts: SnapshotParts,
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

  /** Listeners that share a router share its plan. */
  private router(name: string): RouterPlan {
    const known = this.routers.get(name);
    if (known !== undefined) return known;
    const router = this.topology.routers?.find((candidate) => candidate.name === name);
    if (router === undefined) throw new RangeError(`there is no router "${name}"`);
    const plan = compileRouter(router, this.parts.services, this.parts.filters);
    this.routers.set(name, plan);
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
