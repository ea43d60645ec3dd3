import type { ObjectSet } from "./objects";
import type { EndpointSliceV1, IngressV1, Manifest, ServiceV1 } from "./provider";

/** What a service became. */
export interface KubernetesService {
  readonly service: ServiceV1;
  /** Where the members are known by address; none where a selector finds them. */
  readonly endpointSlices: readonly EndpointSliceV1[];
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

  /** Objects of kinds that the provider has no resource of its own for. */
  get manifests(): readonly Manifest[] {
    return this.objects.manifests;
  }
}

/** What an edge became so far: a Service of type LoadBalancer for each listener that leads to a service. */
export class KubernetesEdge {
  private readonly byListener = new Map<string, KubernetesService>();

  get services(): readonly ServiceV1[] {
    return [...this.byListener.values()].map(({ service }) => service);
  }

  get endpointSlices(): readonly EndpointSliceV1[] {
    return [...this.byListener.values()].flatMap(({ endpointSlices }) => endpointSlices);
  }

  /** What a listener became; `undefined` for those that lead to a router. */
  listener(name: string): KubernetesService | undefined {
    return this.byListener.get(name);
  }

  /** Called by the platform when a listener was lowered. */
  add(listener: string, resources: KubernetesService): void {
    this.byListener.set(listener, resources);
  }
}
