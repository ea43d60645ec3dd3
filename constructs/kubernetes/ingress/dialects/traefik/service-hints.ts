import { parseDuration, type SessionAffinity } from "../../../../../lib/topology";
import { carriesHttp, type ServiceHints, type ServiceInput } from "../../../service";

const PREFIX = "traefik.ingress.kubernetes.io/service";

/** A cookie that keeps a client on one server of a service. */
export interface StickyCookie {
  readonly name: string;
  readonly httpOnly: boolean;
  /** In seconds; absent where it lives as long as the browser's session. */
  readonly maxAge?: number;
}

export function stickyCookie(affinity: SessionAffinity | undefined): StickyCookie | undefined {
  if (affinity?.type !== "Cookie") return undefined;
  const { cookieName = "portico", ttl } = affinity;
  return {
    name: cookieName,
    httpOnly: true,
    ...(ttl === undefined ? {} : { maxAge: Math.max(1, Math.ceil(parseDuration(ttl) / 1000)) }),
  };
}

/** What Traefik reads from the Service that an Ingress leads to. */
export function serviceHints({ service, port }: ServiceInput): ServiceHints {
  const { protocol = "HTTP", sessionAffinity } = service;
  if (!carriesHttp(protocol)) return { annotations: {}, expressed: [] };
  const cookie = stickyCookie(sessionAffinity);
  return {
    annotations: {
      // Without it Traefik speaks HTTPS to port 443.
      ...(protocol === "HTTP"
        ? port === 443
          ? { [`${PREFIX}.serversscheme`]: "http" }
          : {}
        : { [`${PREFIX}.serversscheme`]: "h2c" }),
      ...(cookie === undefined
        ? {}
        : {
            [`${PREFIX}.sticky.cookie`]: "true",
            [`${PREFIX}.sticky.cookie.name`]: cookie.name,
            [`${PREFIX}.sticky.cookie.httponly`]: "true",
            ...(cookie.maxAge === undefined ? {} : { [`${PREFIX}.sticky.cookie.maxage`]: String(cookie.maxAge) }),
          }),
    },
    expressed: cookie === undefined ? [] : ["sessionAffinity"],
  };
}
