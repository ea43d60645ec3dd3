import type { BackendShare } from "../../../routing";
import { Expression } from "../../regular-expression";
import type { ParityRequest } from "../../request";
import type { OwnedPath } from "../host-groups";
import type { Ingress, IngressPath } from "../ingress";
import { annotation } from "./annotation";

/** A path of a canary Ingress, which takes requests from the same host and path of another. */
export interface Canary {
  readonly path: IngressPath;
  /** `undefined` where headers and cookies do not decide. */
  decides(request: ParityRequest): boolean | undefined;
  /** From 0 to 1. */
  readonly share: number;
}

/** The canary Ingresses ("Annotations", Canary). */
export function readCanaries(ingresses: readonly Ingress[]): readonly Canary[] {
  return ingresses
    .filter((ingress) => annotation(ingress, "canary") === "true")
    .flatMap((ingress) => {
      const total = Number(annotation(ingress, "canary-weight-total") ?? 100);
      const share = Number(annotation(ingress, "canary-weight") ?? 0) / total;
      return ingress.paths.map((path) => ({ path, decides: deciderOf(ingress), share }));
    });
}

/** The header first, then the cookie; what neither decides is left to the weight. */
function deciderOf(ingress: Ingress): Canary["decides"] {
  const header = annotation(ingress, "canary-by-header");
  const cookie = annotation(ingress, "canary-by-cookie");
  const value = annotation(ingress, "canary-by-header-value");
  const pattern = annotation(ingress, "canary-by-header-pattern");
  const expression = pattern === undefined ? undefined : new Expression(pattern);
  return (request) => {
    const [sent] = header === undefined ? [] : request.headerValues(header);
    if (sent !== undefined) {
      if (value !== undefined && sent === value) return true;
      if (value === undefined && expression?.fitsWithin(sent)) return true;
      if (value === undefined && expression === undefined) {
        if (sent === "always") return true;
        if (sent === "never") return false;
      }
    }
    const crumb = cookie === undefined ? undefined : cookieOf(request, cookie);
    if (crumb === "always") return true;
    return crumb === "never" ? false : undefined;
  };
}

/** What part of the requests like this one each service gets. */
export function chooseBackend(
  { host, type, value, backend }: OwnedPath,
  canaries: readonly Canary[],
  request: ParityRequest,
): readonly [BackendShare, ...BackendShare[]] {
  const main = { service: backend.service, weight: 1, share: 1 };
  const canary = canaries.find(({ path }) => path.host === host && path.type === type && path.value === value);
  if (canary === undefined) return [main];
  const alternative = { service: canary.path.backend.service, weight: 1, share: 1 };
  const decided = canary.decides(request);
  if (decided === true || (decided === undefined && canary.share >= 1)) return [alternative];
  if (decided === false || canary.share <= 0) return [main];
  const { share } = canary;
  return [
    { ...main, weight: 1 - share, share: 1 - share },
    { ...alternative, weight: share, share },
  ];
}

function cookieOf(request: ParityRequest, name: string): string | undefined {
  const pairs = request.headerValues("cookie").flatMap((cookies) => cookies.split(/;\s*/));
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
