import { groupBy } from "../../../group-by";
import { type CustomObject, type IngressObject, type Lowered, partName } from "../../../objects";
import type { RouterInput } from "../../../routes";
import { ingressObject, ingressTls, standardPath } from "../../ingress-object";
import { nowhere, nowhereService } from "../../nowhere-service";
import { annotationsOf } from "./annotations";
import type { HaproxyPath } from "./paths";

/** The paths as Ingresses, and the Service without endpoints that redirects lead to. */
export function ingresses(paths: readonly HaproxyPath[], input: RouterInput): Lowered<IngressObject | CustomObject>[] {
  const made = [...groupBy(paths, ({ part }) => part?.id).values()].map((ofPart) => ingress(ofPart, input));
  return paths.some(leadsNowhere) ? [...made, nowhereService(input)] : made;
}

function ingress(paths: readonly HaproxyPath[], input: RouterInput): Lowered<IngressObject> {
  const hosts = groupBy(paths, ({ hostname }) => hostname);
  const [first] = paths;
  const part = first?.part;
  return {
    id: part === undefined ? "ingress" : `ingress-${part.id}`,
    object: ingressObject(input, {
      ...(part === undefined ? {} : { suffix: partName(part.suffix) }),
      rules: [...hosts].map(([host, ofHost]) => ({
        host,
        paths: ofHost.map((path) => ({
          route: path.route.route.name,
          path: standardPath(path.condition, backendOf(path, input)),
        })),
      })),
      tls: ingressTls(input, [...hosts.keys()]),
      annotations: first === undefined ? {} : annotationsOf(first, input),
    }),
  };
}

function leadsNowhere({ route }: HaproxyPath): boolean {
  return route.backends.length === 0;
}

function backendOf({ route }: HaproxyPath, input: RouterInput) {
  const [backend] = route.backends;
  return backend?.service ?? nowhere(input);
}
