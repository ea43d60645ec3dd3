import { Construct } from "constructs";
import { IngressV1, Manifest } from "../provider";
import { createIngress } from "./create-ingress";
import { createManifest } from "./create-manifest";
import {
  type CustomObject,
  type IngressObject,
  isIngress,
  type Lowered,
  type RoutingObject,
} from "./kubernetes-object";

/** Not a name in the Topology, so that it meets none of a tier's own parts. */
const SCOPE_ID = "_kubernetes";

/**
 * The objects that one construct may become, while later calls still decide which of them there are. A resource is made
 * for each at once; at synthesis it says what its object has come to be, or nothing where there is none.
 */
export class ObjectSet {
  private readonly scope: Construct;
  private readonly resources = new Map<string, IngressV1 | Manifest>();

  /** @param current - the objects as they are now, by id */
  constructor(
    tier: Construct,
    private readonly current: () => ReadonlyMap<string, RoutingObject>,
  ) {
    this.scope = new Construct(tier, SCOPE_ID);
  }

  get ingresses(): readonly IngressV1[] {
    return this.present().filter((resource) => resource instanceof IngressV1);
  }

  /** Those of kinds that the provider has no resource of its own for. */
  get manifests(): readonly Manifest[] {
    return this.present().filter((resource) => resource instanceof Manifest);
  }

  /** Makes resources for objects of kinds that the provider has no resource of its own for, known by their ids alone. */
  ensureManifests(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.resources.has(id)) continue;
      this.resources.set(
        id,
        createManifest(this.scope, id, () => this.current().get(id) as CustomObject | undefined),
      );
    }
  }

  /** Makes resources for objects that may come to be: their name, namespace and class are settled. */
  ensure(objects: readonly Lowered<RoutingObject>[]): void {
    for (const { id, object } of objects) {
      if (this.resources.has(id)) continue;
      this.resources.set(
        id,
        isIngress(object)
          ? createIngress(this.scope, id, object, () => this.current().get(id) as IngressObject | undefined)
          : createManifest(this.scope, id, () => this.current().get(id) as CustomObject | undefined),
      );
    }
  }

  private present(): (IngressV1 | Manifest)[] {
    const current = this.current();
    return [...this.resources].flatMap(([id, resource]) => (current.has(id) ? [resource] : []));
  }
}
