import type { Service } from "../../topology";
import type { ImportedMembers } from "../imported";
import type { Names } from "../names";
import type { Remarks } from "../remarks";
import type { IngressBackend, IngressDocument, ServiceDocument } from "./documents";

/** A service that Ingresses lead to. */
export interface FoundService {
  readonly name: string;
  readonly port: number;
  readonly members: ImportedMembers;
  /** What Ingresses ask of it beside being led to. */
  traits: Omit<Service, "name">;
}

/** The services that Ingresses lead to: one for each port of a Service. */
export class FoundServices {
  private readonly byKey = new Map<string, FoundService>();

  constructor(
    private readonly documents: readonly ServiceDocument[],
    private readonly names: Names,
    private readonly remarks: Remarks,
  ) {}

  get all(): readonly FoundService[] {
    return [...this.byKey.values()];
  }

  find({ namespace, path }: Pick<IngressDocument, "namespace" | "path">, backend: IngressBackend): FoundService {
    const key = `${namespace}/${backend.service}:${backend.port}`;
    const known = this.byKey.get(key) ?? this.make(namespace, backend, path);
    this.byKey.set(key, known);
    return known;
  }

  private make(namespace: string, backend: IngressBackend, path: string): FoundService {
    const document = this.documents.find((one) => one.name === backend.service && one.namespace === namespace);
    const port = document?.ports.find((one) => one.port === backend.port || one.name === backend.port);
    const number = port === undefined && typeof backend.port === "number" ? backend.port : port?.target;
    if (number === undefined) {
      this.remarks.changed(
        "import-target-port",
        path,
        `which port the instances of Service ${backend.service} listen on as "${backend.port}", the file does not say`,
        "set the port in the stack; it is 80 until then",
      );
    }
    const members: ImportedMembers =
      document?.selector === undefined ? { type: "given" } : { type: "selector", labels: document.selector };
    return { name: this.names.take(backend.service), port: number ?? 80, members, traits: {} };
  }
}
