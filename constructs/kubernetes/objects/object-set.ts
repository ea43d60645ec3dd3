import { Construct } from "constructs";
import type { TerraformResource } from "../../cdktf";
import { IngressV1, Manifest, ServiceV1 } from "../provider";
import { createEmptyService } from "./create-empty-service";
import { createIngress } from "./create-ingress";
import { createManifest } from "./create-manifest";
import {
  type CustomObject,
  type IngressObject,
  isIngress,
  type Lowered,
  type RoutingObject,
} from "./kubernetes-object";

/** How objects of kinds that the provider has no resource of its own for get to the cluster. */
export type ManifestForm =
  | { readonly type: "kubernetes_manifest" }
  | { readonly type: "yaml"; readonly directory: string };

/** Not a name in the Topology, so that it meets none of a tier's own parts. */
const SCOPE_ID = "_kubernetes";

/**
 * The objects that one construct may become, while later calls still decide which of them there are. A resource is made
 * for each at once; at synthesis it says what its object has come to be, or nothing where there is none.
 */
export class ObjectSet {
  private readonly scope: Construct;
  private readonly resources = new Map<string, TerraformResource>();

  /** @param current - the objects as they are now, by id */
  constructor(
    tier: Construct,
    private readonly current: () => ReadonlyMap<string, RoutingObject>,
    private readonly form: ManifestForm,
  ) {
    this.scope = new Construct(tier, SCOPE_ID);
  }

  get ingresses(): readonly IngressV1[] {
    return this.present().filter((resource) => resource instanceof IngressV1);
  }

  /** Those of kinds that the provider has no resource of its own for, unless they are written to files. */
  get manifests(): readonly Manifest[] {
    return this.present().filter((resource) => resource instanceof Manifest);
  }

  /** Services that nothing is behind. */
  get services(): readonly ServiceV1[] {
    return this.present().filter((resource) => resource instanceof ServiceV1);
  }

  /** The files that objects of kinds without a resource of their own are written to, where they are. */
  get files(): readonly TerraformResource[] {
    const typed = new Set<TerraformResource>([...this.ingresses, ...this.manifests, ...this.services]);
    return this.present().filter((resource) => !typed.has(resource));
  }

  /** Makes resources for objects of kinds that the provider has no resource of its own for, known by their ids alone. */
  ensureManifests(ids: readonly string[]): void {
    for (const id of ids) if (!this.resources.has(id)) this.resources.set(id, this.createCustom(id));
  }

  /** Makes resources for objects that may come to be: their name, namespace and class are settled. */
  ensure(objects: readonly Lowered<RoutingObject>[]): void {
    for (const { id, object } of objects) {
      if (!this.resources.has(id)) this.resources.set(id, this.create(id, object));
    }
  }

  private create(id: string, object: RoutingObject): TerraformResource {
    if (isIngress(object)) {
      return createIngress(this.scope, id, object, () => this.current().get(id) as IngressObject | undefined);
    }
    if (object.kind === "Service") {
      return createEmptyService(this.scope, id, object, () => this.current().has(id));
    }
    return this.createCustom(id);
  }

  private createCustom(id: string): TerraformResource {
    const produce = () => this.current().get(id) as CustomObject | undefined;
    return this.form.type === "yaml"
      ? loadManifestFile().createManifestFile(this.scope, id, this.form.directory, produce)
      : createManifest(this.scope, id, produce);
  }

  private present(): TerraformResource[] {
    const current = this.current();
    return [...this.resources].flatMap(([id, resource]) => (current.has(id) ? [resource] : []));
  }
}

/** Another provider's package, which a program that writes no files need not have. */
function loadManifestFile(): typeof import("./create-manifest-file") {
  return require("./create-manifest-file") as typeof import("./create-manifest-file");
}
