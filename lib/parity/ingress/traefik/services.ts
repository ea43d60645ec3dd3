import type { BackendShare } from "../../../routing";
import { nameIn, readObjects, type ServiceNames } from "../../kubernetes";
import { type Block, block, blocks, number, type TerraformDocument, text } from "../../terraform";

interface WeightedName {
  readonly service: string;
  readonly weight: number;
}

/** Finds what the services of an IngressRoute lead to, Traefik's own kinds of service followed. */
export class TraefikServices {
  private readonly traefikServices: ReadonlyMap<string, Block>;

  constructor(
    private readonly document: TerraformDocument,
    private readonly services: ServiceNames,
  ) {
    this.traefikServices = new Map(
      readObjects(document, "TraefikService").map(({ namespace, name, spec }) => [`${namespace}/${name}`, spec]),
    );
  }

  /** Several services share requests by weight, 1 where none is given (Traefik, IngressRoute, `services[n].weight`). */
  shares(references: unknown, namespace: string): readonly BackendShare[] {
    const found = blocks(references).flatMap((reference) => this.resolve(reference, namespace, 1, []));
    const total = found.reduce((sum, { weight }) => sum + weight, 0);
    return found.map(({ service, weight }) => ({ service, weight, share: total === 0 ? 0 : weight / total }));
  }

  private resolve(reference: Block, from: string, scale: number, path: readonly string[]): readonly WeightedName[] {
    const namespace = text(reference.namespace) ?? from;
    const name = nameIn(reference.name, this.document);
    const weight = (number(reference.weight) ?? 1) * scale;
    if (text(reference.kind) !== "TraefikService") return [{ service: this.services.of(namespace, name), weight }];
    const key = `${namespace}/${name}`;
    const spec = path.includes(key) ? undefined : this.traefikServices.get(key);
    if (spec === undefined) return [{ service: name, weight }];
    if (spec.mirroring !== undefined) {
      return this.resolve({ ...block(spec.mirroring), weight: 1 }, namespace, weight, [...path, key]);
    }
    const parts = blocks(block(spec.weighted).services);
    const sum = parts.reduce((total, part) => total + (number(part.weight) ?? 1), 0);
    const partScale = sum === 0 ? 0 : weight / sum;
    return parts.flatMap((part) => this.resolve(part, namespace, partScale, [...path, key]));
  }
}
