import { groupBy } from "../../../group-by";
import { type CustomObject, type IngressObject, type Lowered, partName } from "../../../objects";
import type { PlannedRoute, RouterInput } from "../../../routes";
import { ingressObject, ingressTls, type RoutedRule, standardPath } from "../../ingress-object";
import { nowhere, nowhereService } from "../../nowhere-service";
import { PREFIX } from "./annotation";
import { annotationsOf } from "./annotations";
import type { NginxLocation } from "./locations";
import { mainBackend } from "./main-backend";

interface MainLocation extends NginxLocation {
  readonly main: PlannedRoute;
}

/** The main routes of all locations: one Ingress for those that only lead to services, one for each other route. */
export function ingresses(
  locations: readonly NginxLocation[],
  input: RouterInput,
): Lowered<IngressObject | CustomObject>[] {
  const withMain = locations.filter((location): location is MainLocation => location.main !== undefined);
  const made = [...groupBy(withMain, ({ main }) => partOf(main))].map(([part, ofPart]) => ingress(part, ofPart, input));
  return withMain.some(({ main }) => main.backends.length === 0) ? [...made, nowhereService(input)] : made;
}

/** `undefined` is the Ingress of the routes that only lead to services. */
function partOf(route: PlannedRoute): string | undefined {
  return Object.keys(annotationsOf(route)).length === 0 ? undefined : route.route.name;
}

function ingress(
  part: string | undefined,
  locations: readonly MainLocation[],
  input: RouterInput,
): Lowered<IngressObject> {
  const rules = locationRules(locations, (location) => ({
    route: location.main.route.name,
    path: standardPath(location.condition, mainBackend(location)?.service ?? nowhere(input)),
  }));
  const [first] = locations;
  return {
    id: part === undefined ? "ingress" : `ingress-${part}`,
    object: ingressObject(input, {
      ...(part === undefined ? {} : { suffix: partName(part) }),
      rules,
      tls: ingressTls(
        input,
        rules.map(({ host }) => host),
      ),
      annotations: {
        // With certificates the controller would redirect to HTTPS of itself.
        [`${PREFIX}/ssl-redirect`]: "false",
        ...(first === undefined ? {} : annotationsOf(first.main)),
      },
    }),
  };
}

/** One rule a host, with a path for each of its locations. */
export function locationRules<L extends NginxLocation>(
  locations: readonly L[],
  pathOf: (location: L) => RoutedRule["paths"][number],
): RoutedRule[] {
  return [...groupBy(locations, ({ hostname }) => hostname)].map(([host, ofHost]) => ({
    host,
    paths: ofHost.map(pathOf),
  }));
}
