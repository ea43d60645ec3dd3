import { refusal } from "../../../finding";
import { groupBy } from "../../../group-by";
import { type IngressObject, type Lowered, partName } from "../../../objects";
import type { PlannedRoute, RouterFinding, RouterInput, WeightedBackend } from "../../../routes";
import { ingressObject, standardPath } from "../../ingress-object";
import { PREFIX } from "./annotation";
import { prefixed, upstreamAnnotations } from "./annotations";
import { locationRules } from "./ingresses";
import type { NginxLocation } from "./locations";
import { mainBackend } from "./main-backend";

/** A service that takes a part of a location's requests. */
interface Canary {
  readonly location: NginxLocation;
  /** Whose match or whose weights ask for it. */
  readonly route: PlannedRoute;
  readonly backend: WeightedBackend;
  /** In a form that two canaries of the same policy share. */
  readonly policy: Readonly<Record<string, string>>;
}

/**
 * The canary Ingresses (user guide, "Annotations", Canary). They have the host and the path of a main one, and their own
 * annotations are those of the canary alone.
 */
export function canaryIngresses(locations: readonly NginxLocation[], input: RouterInput): Lowered<IngressObject>[] {
  return [...groupBy(withoutStrays(canaries(locations)), ({ route }) => route.index).values()].flatMap((ofRoute) => {
    const [first] = ofRoute;
    if (first === undefined) return [];
    const { name } = first.route.route;
    const object = ingressObject(input, {
      suffix: partName(name, "canary"),
      rules: locationRules(
        ofRoute.map(({ location }) => location),
        ({ condition }) => ({ route: name, path: standardPath(condition, first.backend.service) }),
      ),
      annotations: {
        [`${PREFIX}/ssl-redirect`]: "false",
        ...prefixed(upstreamAnnotations(first.backend.service)),
        ...first.policy,
      },
    });
    // No route's name has a "_".
    return [{ id: `ingress-${name}_canary`, object }];
  });
}

/** One path that no main Ingress has, and the controller forgets a canary for all of its paths. */
function withoutStrays(canaries: readonly Canary[]): readonly Canary[] {
  const isStray = ({ location }: Canary) => location.main === undefined;
  const rooted = new Set(canaries.filter((canary) => !isStray(canary)).map(({ backend }) => backend.service.name));
  return canaries.filter((canary) => !isStray(canary) || !rooted.has(canary.backend.service.name));
}

function canaries(locations: readonly NginxLocation[]): Canary[] {
  return locations.flatMap((location): Canary[] => {
    const { main, special } = location;
    const other = main?.backends.find((backend) => backend !== mainBackend(location));
    if (special !== undefined) {
      const [backend] = special.route.backends;
      const [header] = special.candidate.entry.headers;
      if (backend === undefined || header === undefined) return [];
      const policy = prefixed({
        canary: "true",
        "canary-by-header": header.name,
        "canary-by-header-value": header.value,
        ...weights(main, other),
      });
      return [{ location, route: special.route, backend, policy }];
    }
    if (main === undefined || other === undefined) return [];
    return [{ location, route: main, backend: other, policy: prefixed({ canary: "true", ...weights(main, other) }) }];
  });
}

function weights(main: PlannedRoute | undefined, canary: WeightedBackend | undefined): Record<string, string> {
  if (main === undefined || canary === undefined) return {};
  const total = main.backends.reduce((sum, { weight }) => sum + weight, 0);
  const scale = Math.max(1, Math.ceil(LEAST_TOTAL / total));
  return { "canary-weight": String(canary.weight * scale), "canary-weight-total": String(total * scale) };
}

/** A smaller total the controller takes for this one (rootfs/etc/nginx/lua/balancer.lua, `weightTotal`). */
const LEAST_TOTAL = 100;

/** Which service a location leads to, and who takes a part of its requests. */
interface Split {
  readonly location: NginxLocation;
  readonly main: string | undefined;
  readonly canary: Canary | undefined;
  /** The same where the controller does the same with requests for the main service. */
  readonly key: string;
}

/**
 * The controller notes canaries with the Service that they take requests from, not with the path (internal/ingress/
 * controller, `mergeAlternativeBackend`): every path that leads to it has them, or none; and what takes requests away
 * here has none of its own elsewhere.
 */
export function canaryFindings(locations: readonly NginxLocation[]): RouterFinding[] {
  const byLocation = new Map(canaries(locations).map((canary) => [canary.location, canary]));
  const splits = locations.map((location): Split => {
    const canary = byLocation.get(location);
    const key = canary === undefined ? "" : JSON.stringify([canary.backend.service.name, canary.policy]);
    return { location, main: mainBackend(location)?.service.name, canary, key };
  });
  const found = splits.flatMap((split): RouterFinding[] => {
    const rival = split.canary === undefined ? undefined : splits.find((other) => areAtOdds(split, other));
    return split.canary === undefined || rival === undefined ? [] : [sharedService(split.canary, split, rival)];
  });
  return [...new Map(found.map((finding) => [finding.route, finding])).values()];
}

function areAtOdds(split: Split, other: Split): boolean {
  const canary = split.canary?.backend.service.name;
  if (split.main === undefined || other.main === undefined) return false;
  if (other.main === canary) return true;
  const isShared = other.main === split.main || other.canary?.backend.service.name === canary;
  return isShared && (other.key !== split.key || other.main !== split.main);
}

function sharedService({ route, backend }: Canary, { main }: Split, { location }: Split): RouterFinding {
  return {
    ...refusal(
      "ingress-canary",
      "backends",
      `ingress-nginx splits requests for "${main}" and "${backend.service.name}" in one way wherever it leads to them, and route "${location.main?.route.name}" asks for another`,
      'give the routes services of their own, with the same members, or accept "ingress-canary" to have the split of either',
    ),
    route: route.index,
  };
}
