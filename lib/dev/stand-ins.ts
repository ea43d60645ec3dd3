import type { Certificate, HealthCheck, HttpsListener, Listener, Service, TlsListener, Topology } from "../topology";

/** A Topology that one machine can serve, and what of it is another than in the original. */
export interface StandIns {
  readonly topology: Topology;
  /** A line for each difference that a client could notice. */
  readonly notes: readonly string[];
}

/**
 * Puts what one machine has in the place of what it has not: plain listeners where certificates are elsewhere, services
 * that speak HTTP/1.1 as echo services do.
 *
 * @param isAvailable - whether a certificate's files are on this machine
 */
export function withStandIns(topology: Topology, isAvailable: (certificate: Certificate) => boolean): StandIns {
  const notes: string[] = [];
  const certificates = (topology.certificates ?? []).filter(isAvailable);
  const has = ({ certificates: names = [] }: HttpsListener | TlsListener) =>
    names.every((name) => certificates.some((certificate) => certificate.name === name));
  const listenerHere = (edge: string, listener: Listener): readonly Listener[] => {
    const at = `${edge}/${listener.name}`;
    if (listener.protocol === "HTTPS" && !has(listener)) {
      notes.push(`${at} speaks HTTP here: its certificates are not on this machine`);
      return [plainHttp(listener)];
    }
    if (listener.protocol !== "TLS" || listener.tls?.mode === "Passthrough" || has(listener)) return [listener];
    const [plain] = plainTcp(listener);
    notes.push(
      plain === undefined
        ? `${at} is left out: its certificates are not on this machine, and without TLS there is no server name to go by`
        : `${at} speaks TCP here: its certificates are not on this machine`,
    );
    return plain === undefined ? [] : [plain];
  };
  const { certificates: _, ...rest } = topology;
  return {
    topology: {
      ...rest,
      edges: (topology.edges ?? [])
        .map((edge) => ({
          ...edge,
          listeners: edge.listeners.flatMap((listener) => listenerHere(edge.name, listener)),
        }))
        .filter(({ listeners }) => listeners.length > 0),
      services: (topology.services ?? []).map((service) => serviceHere(service, notes)),
      ...(certificates.length === 0 ? {} : { certificates }),
    },
    notes,
  };
}

function plainHttp({ certificates: _, ...listener }: HttpsListener): Listener {
  return { ...listener, protocol: "HTTP" };
}

function plainTcp(listener: TlsListener): readonly Listener[] {
  const { certificates: _certificates, tls: _tls, tlsRoutes: _routes, service, ...rest } = listener;
  return service === undefined ? [] : [{ ...rest, protocol: "TCP", service }];
}

function serviceHere({ healthCheck, ...service }: Service, notes: string[]): Service {
  const checked = healthCheck === undefined ? service : { ...service, ...healthCheckHere(healthCheck) };
  if (service.protocol !== "GRPC" && service.protocol !== "H2C") return checked;
  notes.push(`service ${service.name} speaks HTTP/1.1 here, in place of ${service.protocol}`);
  const { protocol: _, ...plain } = checked;
  return plain;
}

/** An echo service answers every path with 200 on its one port, and knows no gRPC. */
function healthCheckHere(healthCheck: HealthCheck): Pick<Service, "healthCheck"> {
  if (healthCheck.type === "GRPC") return {};
  const { port: _, ...onMemberPort } = healthCheck;
  if (onMemberPort.type === "TCP") return { healthCheck: onMemberPort };
  const { expectedStatuses: __, ...check } = onMemberPort;
  return { healthCheck: check };
}
