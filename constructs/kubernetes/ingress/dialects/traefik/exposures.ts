import { type RouterInput, type TlsSecret, tlsSecrets } from "../../../routes";

/** Entry points of Traefik that a router is served on in one way. */
export interface Exposure {
  /** Of the objects' names, where the router is served in two ways. */
  readonly suffix?: string;
  /** `undefined` is Traefik's default entry points. */
  readonly entryPoints?: readonly string[];
  /** The certificates where connections are TLS; `undefined` where they are not. */
  readonly tls?: readonly TlsSecret[];
}

/**
 * A router of Traefik takes either TLS or plain connections, so that one that is behind listeners of both kinds
 * becomes two.
 */
export function exposures(input: RouterInput): Exposure[] {
  const { listeners, settings } = input;
  if (listeners.length === 0) return [{}];
  const entryPointsOf = (protocol: "HTTP" | "HTTPS") => [
    ...new Set(
      listeners.flatMap((listener) => {
        const name = settings.entryPoints[listener.port];
        return listener.protocol === protocol && name !== undefined ? [name] : [];
      }),
    ),
  ];
  const http = entryPointsOf("HTTP");
  const https = entryPointsOf("HTTPS");
  return [
    ...(http.length === 0 ? [] : [{ entryPoints: http }]),
    ...(https.length === 0
      ? []
      : [{ ...(http.length === 0 ? {} : { suffix: "tls" }), entryPoints: https, tls: tlsSecrets(input) }]),
  ];
}
