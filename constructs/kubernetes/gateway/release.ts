import type { GatewayProps, GatewayVersion } from "./gateway-props";

/** What the installed definitions have (Gateway API release notes, and the types of each version). */
export interface GatewayRelease {
  /** `RequestMirror.percent`. */
  readonly mirrorPercent: boolean;
  /** `RequestRedirect.statusCode` 303, 307 and 308. */
  readonly redirectCodes: boolean;
  /** `HTTPRoute.rules[].retry`. */
  readonly retry: boolean;
  /** The versions of the kinds beside HTTPRoute; absent where they are not there. */
  readonly tlsRoute?: RouteVersion;
  readonly tcpRoute?: RouteVersion;
  readonly udpRoute?: RouteVersion;
}

type RouteVersion = "v1" | "v1alpha2";

const VERSIONS: readonly GatewayVersion[] = ["1.2", "1.3", "1.4", "1.5", "1.6"];
const DEFAULT_VERSION: GatewayVersion = "1.5";

export function gatewayRelease({ version = DEFAULT_VERSION, channel }: GatewayProps): GatewayRelease {
  const since = (first: GatewayVersion) => VERSIONS.indexOf(version) >= VERSIONS.indexOf(first);
  const isExperimental = channel === "experimental";
  const routeSince = (first: GatewayVersion): RouteVersion | undefined => {
    if (since(first)) return "v1";
    return isExperimental ? "v1alpha2" : undefined;
  };
  const tlsRoute = routeSince("1.5");
  const layer4Route = routeSince("1.6");
  return {
    mirrorPercent: since("1.3"),
    redirectCodes: since("1.5"),
    retry: isExperimental,
    ...(tlsRoute === undefined ? {} : { tlsRoute }),
    ...(layer4Route === undefined ? {} : { tcpRoute: layer4Route, udpRoute: layer4Route }),
  };
}
