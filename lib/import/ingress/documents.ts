import { fieldsOf, listOf, textOf, type YamlValue } from "../read-yaml";

/** An Ingress, as far as it decides about requests. */
export interface IngressDocument {
  readonly name: string;
  readonly namespace: string;
  /** Names it in remarks. */
  readonly path: string;
  readonly className: string | undefined;
  readonly annotations: ReadonlyMap<string, string>;
  readonly tls: readonly { readonly hosts: readonly string[]; readonly secret: string | undefined }[];
  /** One for each path of each rule, and one for the default backend. */
  readonly paths: readonly IngressPath[];
}

export interface IngressPath {
  /** `undefined` is every host. */
  readonly host: string | undefined;
  readonly value: string;
  readonly type: "Exact" | "Prefix" | "ImplementationSpecific";
  readonly backend: IngressBackend;
}

/** A Service and one of its ports, by number or by name. */
export interface IngressBackend {
  readonly service: string;
  readonly port: number | string;
}

/** A Service of the same file. */
export interface ServiceDocument {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly ports: readonly {
    readonly name: string | undefined;
    readonly port: number;
    readonly target: number | undefined;
  }[];
}

/** All objects of a file; a list counts as what is in it. */
export function objectsOf(documents: readonly YamlValue[]): readonly Readonly<Record<string, YamlValue>>[] {
  return documents.map(fieldsOf).flatMap((object) => {
    const kind = textOf(object.kind);
    return kind?.endsWith("List") === true ? listOf(object.items).map(fieldsOf) : [object];
  });
}

export function ingressOf(object: Readonly<Record<string, YamlValue>>): IngressDocument {
  const metadata = fieldsOf(object.metadata);
  const spec = fieldsOf(object.spec);
  const annotations = new Map(
    Object.entries(fieldsOf(metadata.annotations)).map(([name, value]) => [name, textOf(value) ?? ""]),
  );
  const name = textOf(metadata.name) ?? "ingress";
  const fallback = backendOf(spec.defaultBackend);
  return {
    name,
    namespace: textOf(metadata.namespace) ?? "default",
    path: `Ingress ${name}`,
    className: textOf(spec.ingressClassName) ?? annotations.get("kubernetes.io/ingress.class"),
    annotations,
    tls: listOf(spec.tls).map((entry) => ({
      hosts: listOf(fieldsOf(entry).hosts).flatMap((host) => textOf(host) ?? []),
      secret: textOf(fieldsOf(entry).secretName),
    })),
    paths: [
      ...listOf(spec.rules).flatMap(pathsOf),
      ...(fallback === undefined ? [] : [{ host: undefined, value: "/", type: "Prefix" as const, backend: fallback }]),
    ],
  };
}

function pathsOf(rule: YamlValue): readonly IngressPath[] {
  const host = textOf(fieldsOf(rule).host);
  return listOf(fieldsOf(fieldsOf(rule).http).paths).flatMap((entry): readonly IngressPath[] => {
    const { path, pathType, backend: to } = fieldsOf(entry);
    const backend = backendOf(to);
    if (backend === undefined) return [];
    const type = pathType === "Exact" || pathType === "Prefix" ? pathType : "ImplementationSpecific";
    return [{ host: host === "" ? undefined : host, value: textOf(path) ?? "/", type, backend }];
  });
}

/** As `networking.k8s.io/v1` has it, or the versions before it, which files may still be in. */
function backendOf(value: YamlValue): IngressBackend | undefined {
  const { service: named, serviceName, servicePort } = fieldsOf(value);
  const { name, port } = fieldsOf(named);
  const { number, name: portName } = fieldsOf(port);
  const service = textOf(name ?? serviceName);
  return service === undefined ? undefined : { service, port: portOf(number ?? portName ?? servicePort) };
}

function portOf(value: YamlValue): number | string {
  return typeof value === "number" ? value : (textOf(value) ?? 80);
}

export function serviceDocumentOf(object: Readonly<Record<string, YamlValue>>): ServiceDocument {
  const metadata = fieldsOf(object.metadata);
  const { selector, ports } = fieldsOf(object.spec);
  const labels = Object.entries(fieldsOf(selector)).map(([label, value]) => [label, textOf(value) ?? ""] as const);
  return {
    name: textOf(metadata.name) ?? "",
    namespace: textOf(metadata.namespace) ?? "default",
    selector: labels.length === 0 ? undefined : Object.fromEntries(labels),
    ports: listOf(ports).map((entry) => {
      const { name, port, targetPort } = fieldsOf(entry);
      return {
        name: textOf(name),
        port: Number(textOf(port) ?? 80),
        target:
          targetPort === undefined
            ? Number(textOf(port) ?? 80)
            : typeof targetPort === "number"
              ? targetPort
              : undefined,
      };
    }),
  };
}
