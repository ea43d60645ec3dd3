import type { TerraformResource } from "../cdktf";
import type { ObjectSet } from "./objects";
import type { EndpointSliceV1, IngressV1, Manifest, ServiceV1 } from "./provider";
import type { KubernetesWorkload } from "./workload";

/** What a service became. */
export interface KubernetesService {
  readonly service: ServiceV1;
  /** Where the members are known by address; none where a selector finds them. */
  readonly endpointSlices: readonly EndpointSliceV1[];
  /** Where the service brings what runs as its instances. */
  readonly workload?: KubernetesWorkload;
}

/** What a router became so far; further routes and listeners may add to it, and take away. */
export class KubernetesRouter {
  constructor(private readonly objects: ObjectSet) {}

  /** The first Ingress; `undefined` where there is no route that an Ingress can say. */
  get ingress(): IngressV1 | undefined {
    return this.objects.ingresses[0];
  }

  get ingresses(): readonly IngressV1[] {
    return this.objects.ingresses;
  }

  /** Objects of kinds that the provider has no resource of its own for, unless they are written to files. */
  get manifests(): readonly Manifest[] {
    return this.objects.manifests;
  }

  /** Services without endpoints, for paths that are answered before a service is reached. */
  get services(): readonly ServiceV1[] {
    return this.objects.services;
  }

  /** The files that objects of those kinds are written to: each is a `local_file`. */
  get files(): readonly TerraformResource[] {
    return this.objects.files;
  }
}

/**
 * What an edge became so far: a Service of type LoadBalancer for each listener that leads to a service; or, with the
 * Gateway API, a Gateway and the routes of its listeners.
 */
export class KubernetesEdge {
  private readonly byListener = new Map<string, KubernetesService>();

  constructor(private readonly objects?: ObjectSet) {}

  get services(): readonly ServiceV1[] {
    return [...this.byListener.values()].map(({ service }) => service);
  }

  get endpointSlices(): readonly EndpointSliceV1[] {
    return [...this.byListener.values()].flatMap(({ endpointSlices }) => endpointSlices);
  }

  /** The Gateway; `undefined` where the edge has none, no listener that a Gateway takes, or one written to a file. */
  get gateway(): Manifest | undefined {
    return this.objects?.manifests[0];
  }

  /** The Gateway, and the routes of those of its listeners that lead to services. */
  get manifests(): readonly Manifest[] {
    return this.objects?.manifests ?? [];
  }

  /** The files that these are written to, where they are: each is a `local_file`. */
  get files(): readonly TerraformResource[] {
    return this.objects?.files ?? [];
  }

  /** What a listener became; `undefined` for those that lead to a router, or stand in a Gateway. */
  listener(name: string): KubernetesService | undefined {
    return this.byListener.get(name);
  }

  /** Called by the platform when a listener was lowered. */
  add(listener: string, resources: KubernetesService): void {
    this.byListener.set(listener, resources);
  }
}
