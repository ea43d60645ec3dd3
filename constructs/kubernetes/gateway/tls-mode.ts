import type { TlsListener } from "../../../lib/topology";

/** Whether a listener ends TLS. */
export function isTerminated({ tls }: TlsListener): boolean {
  return tls?.mode !== "Passthrough";
}

/** Whether a listener leads to services by the client's server name. */
export function choosesByName(listener: TlsListener): boolean {
  return !isTerminated(listener) && (listener.tlsRoutes ?? []).length > 0;
}
