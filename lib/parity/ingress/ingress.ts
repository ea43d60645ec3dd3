import { type KubernetesObject, nameIn, routerOf, routesOf, type ServiceNames } from "../kubernetes";
import { block, blocks, type TerraformDocument, text } from "../terraform";

/** An Ingress (networking.k8s.io/v1). */
export interface Ingress {
  readonly object: KubernetesObject;
  readonly annotations: Readonly<Record<string, string>>;
  readonly router: string | null;
  /** Flattened: those of the first rule first. */
  readonly paths: readonly IngressPath[];
  readonly defaultBackend: IngressBackend | undefined;
  /** Whether it has certificates at all. */
  readonly hasTls: boolean;
  /** Hosts for which the controller ends TLS. */
  readonly tlsHosts: readonly string[];
}

/** One path of one rule. */
export interface IngressPath {
  /** For people: `kubernetes_ingress_v1.shop, rule 1, path 2`. */
  readonly label: string;
  /** In lower case; `undefined` is every host. */
  readonly host: string | undefined;
  /** The place of its rule in the Ingress. */
  readonly rule: number;
  readonly type: PathType;
  readonly value: string;
  readonly backend: IngressBackend;
  readonly route: string | null;
}

export type PathType = "Exact" | "Prefix" | "ImplementationSpecific";

export interface IngressBackend {
  /** The service's name in the Topology. */
  readonly service: string;
  /** The Kubernetes Service's own name, or the action's, where a class has such. */
  readonly name: string;
  /** A number, or the name of a port. */
  readonly port: string;
}

/** Reads an Ingress, from the provider's typed resource or from a manifest. */
export function readIngress(object: KubernetesObject, document: TerraformDocument, services: ServiceNames): Ingress {
  const { spec, namespace, resource } = object;
  const backendOf = (value: unknown): IngressBackend | undefined => {
    const service = block(block(value).service);
    if (service.name === undefined) return undefined;
    const name = nameIn(service.name, document);
    const port = block(service.port);
    return { service: services.of(namespace, name), name, port: text(port.number) ?? text(port.name) ?? "" };
  };
  const routes = routesOf(object);
  const paths = blocks(spec.rules ?? spec.rule).flatMap((rule, ruleIndex) =>
    blocks(block(rule.http).paths ?? block(rule.http).path).map((path, pathIndex) => ({
      label: `${resource.address}, rule ${ruleIndex + 1}, path ${pathIndex + 1}`,
      host: text(rule.host)?.toLowerCase(),
      rule: ruleIndex,
      type: pathType(text(path.pathType)),
      value: text(path.path) ?? "/",
      backend: backendOf(path.backend) ?? { service: "", name: "", port: "" },
    })),
  );
  return {
    object,
    annotations: object.annotations,
    router: routerOf(object),
    paths: paths.map((path, index) => ({ ...path, route: routeName(routes, index, object, paths.length) })),
    defaultBackend: backendOf(spec.defaultBackend),
    hasTls: blocks(spec.tls).length > 0,
    tlsHosts: blocks(spec.tls).flatMap(({ hosts }) => (Array.isArray(hosts) ? hosts.map(String) : [])),
  };
}

/** The class that an Ingress names, in the field or in the annotation that came before it. */
export function classOf({ object, annotations }: Ingress): string | undefined {
  return text(object.spec.ingressClassName) ?? annotations["kubernetes.io/ingress.class"];
}

/** An Ingress that names no routes is one route where it has one path, and one a path otherwise. */
function routeName(
  routes: readonly string[] | undefined,
  index: number,
  { name }: KubernetesObject,
  count: number,
): string | null {
  if (routes !== undefined) return routes[index] || null;
  return count === 1 ? name : `${name}[${index}]`;
}

function pathType(written: string | undefined): PathType {
  return written === "Exact" || written === "Prefix" ? written : "ImplementationSpecific";
}
