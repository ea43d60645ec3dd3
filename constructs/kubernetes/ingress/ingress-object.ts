import type { PathCondition } from "../../../lib/routing";
import { type IngressObject, type IngressPath, type IngressTls, objectName } from "../objects";
import { type BackendService, type RouterInput, routeAnnotations, routerLabels, tlsSecrets } from "../routes";

/** A rule's path, and the route that it stands for. */
export interface RoutedPath {
  readonly route: string;
  readonly path: IngressPath;
}

export interface RoutedRule {
  readonly host: string | undefined;
  readonly paths: readonly RoutedPath[];
}

export interface IngressInput {
  /** What tells the object from others of its router; the first has none. */
  readonly suffix?: string;
  readonly rules: readonly RoutedRule[];
  readonly tls?: readonly IngressTls[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export function ingressObject(input: RouterInput, { suffix, rules, tls, annotations }: IngressInput): IngressObject {
  const { router, settings } = input;
  const { name } = objectName(router.name);
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name: suffix === undefined ? name : `${name}-${suffix}`,
      namespace: settings.namespace,
      labels: routerLabels(input),
      annotations: {
        ...settings.annotations,
        ...annotations,
        ...routeAnnotations(
          router.name,
          rules.flatMap(({ paths }) => paths.map(({ route }) => route)),
        ),
      },
    },
    spec: {
      ...(settings.ingressClassName === undefined ? {} : { ingressClassName: settings.ingressClassName }),
      ...(tls === undefined || tls.length === 0 ? {} : { tls }),
      rules: rules.map(({ host, paths }) => ({
        ...(host === undefined ? {} : { host }),
        http: { paths: paths.map(({ path }) => path) },
      })),
    },
  };
}

/** A path that leads to a Service. */
export function ingressPath(
  path: string,
  pathType: IngressPath["pathType"],
  { name, port }: Pick<BackendService, "name" | "port">,
): IngressPath {
  return { path, pathType, backend: { service: { name, port: { number: port } } } };
}

/** A condition on the path as an Ingress has it. */
export function standardPath(
  { type, value }: PathCondition,
  service: Pick<BackendService, "name" | "port">,
): IngressPath {
  return type === "Exact" ? ingressPath(value, "Exact", service) : ingressPath(value || "/", "Prefix", service);
}

/**
 * The certificates of an Ingress. One is for every host of the router; of several, each is for the hosts that it names,
 * or the controller finds out from the certificate itself.
 */
export function ingressTls(input: RouterInput, hosts: readonly (string | undefined)[]): IngressTls[] {
  const secrets = tlsSecrets(input);
  const named = hosts.filter((host) => host !== undefined);
  const all = named.length === hosts.length && secrets.length === 1 ? named : undefined;
  return secrets.map(({ secretName, hostnames = all }) => ({
    ...(hostnames === undefined || hostnames.length === 0 ? {} : { hosts: hostnames }),
    secretName,
  }));
}
