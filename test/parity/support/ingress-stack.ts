type Fields = Readonly<Record<string, unknown>>;

/** A path: its type, its value, and the Kubernetes Service behind it. */
export type PathSpec = readonly [type: "Exact" | "Prefix" | "ImplementationSpecific", path: string, service: string];

export interface RuleSpec {
  readonly host?: string;
  readonly paths: readonly PathSpec[];
}

export interface IngressSpec {
  readonly className?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly defaultBackend?: string;
  readonly rules?: readonly RuleSpec[];
  readonly tls?: readonly Fields[];
  /** Backends that are the names of actions (AWS Load Balancer Controller, `use-annotation`). */
  readonly actions?: readonly string[];
}

/** A stack with Ingresses by their names, and whatever else it is to hold. */
export function ingressStack(ingresses: Readonly<Record<string, IngressSpec>>, others: Fields = {}) {
  return {
    resource: {
      kubernetes_ingress_v1: Object.fromEntries(
        Object.entries(ingresses).map(([name, spec]) => [name, ingress(name, spec)]),
      ),
      ...others,
    },
  };
}

function ingress(name: string, { className, annotations, defaultBackend, rules = [], tls, actions = [] }: IngressSpec) {
  return {
    metadata: { name, namespace: "shop", ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      ...(className === undefined ? {} : { ingress_class_name: className }),
      ...(defaultBackend === undefined ? {} : { default_backend: { service: backend(defaultBackend) } }),
      ...(tls === undefined ? {} : { tls }),
      rule: rules.map(({ host, paths }) => ({
        ...(host === undefined ? {} : { host }),
        http: {
          path: paths.map(([path_type, path, service]) => ({
            path,
            path_type,
            backend: {
              service: actions.includes(service)
                ? { name: service, port: { name: "use-annotation" } }
                : backend(service),
            },
          })),
        },
      })),
    },
  };
}

function backend(name: string) {
  return { name, port: { number: 80 } };
}

/** A manifest of `kubernetes_manifest`, in the namespace of {@link ingressStack}. */
export function manifest(apiVersion: string, kind: string, name: string, spec: Fields, annotations: Fields = {}) {
  return { manifest: { apiVersion, kind, metadata: { name, namespace: "shop", annotations }, spec } };
}
