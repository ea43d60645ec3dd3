import type { ServiceProtocol } from "../../../lib/topology";

/** A port's protocols, as Services and EndpointSlices name them. */
export interface PortProtocol {
  /** Of the port. */
  readonly name: string;
  readonly protocol: "TCP" | "UDP";
  /**
   * IANA's name, or one of Kubernetes' own (Service concept page, "Application protocol"). The provider asks for one on
   * every port of an EndpointSlice.
   */
  readonly appProtocol: string;
}

const PROTOCOLS: Readonly<Record<ServiceProtocol, PortProtocol>> = {
  HTTP: { name: "http", protocol: "TCP", appProtocol: "http" },
  H2C: { name: "h2c", protocol: "TCP", appProtocol: "kubernetes.io/h2c" },
  // gRPC is HTTP/2 without negotiation: what `h2c` says and what implementations are tested for.
  GRPC: { name: "grpc", protocol: "TCP", appProtocol: "kubernetes.io/h2c" },
  TCP: { name: "tcp", protocol: "TCP", appProtocol: "tcp" },
  TLS: { name: "tls", protocol: "TCP", appProtocol: "tls" },
  UDP: { name: "udp", protocol: "UDP", appProtocol: "udp" },
};

export function portProtocol(protocol: ServiceProtocol): PortProtocol {
  return PROTOCOLS[protocol];
}

/** Whether routers lead to services of this protocol. */
export function carriesHttp(protocol: ServiceProtocol): boolean {
  return protocol === "HTTP" || protocol === "H2C" || protocol === "GRPC";
}
