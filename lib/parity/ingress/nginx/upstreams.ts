import type { Ingress, IngressBackend, IngressPath } from "../ingress";
import { type CanaryPolicy, canaryPolicy, isCanary } from "./canary";

/** A Service that takes requests away from another. */
export interface Alternative {
  readonly service: string;
  readonly policy: CanaryPolicy;
  /** The canary's own path at a path of the other. */
  pathAt(path: IngressPath): IngressPath | undefined;
}

/** What the controller knows of a Service and port, wherever it leads to it. */
interface Upstream {
  /** Absent where the first Ingress that leads to it is no canary. */
  readonly policy?: CanaryPolicy;
}

/**
 * The Services that are led to, each once. What the first Ingress says of one counts: whether it is a canary, and by
 * which policy. A canary is then noted with the Service that it takes requests from, not with the path (internal/ingress/
 * controller/controller.go, `createUpstreams`, `mergeAlternativeBackends`; rootfs/etc/nginx/lua/balancer.lua).
 */
export class Upstreams {
  private readonly upstreams = new Map<string, Upstream>();
  private readonly alternatives = new Map<string, Alternative>();

  /** @param ingresses in the order in which they were created */
  constructor(ingresses: readonly Ingress[]) {
    for (const ingress of ingresses) {
      const upstream = isCanary(ingress) ? { policy: canaryPolicy(ingress) } : {};
      for (const { backend } of ingress.paths) {
        const key = keyOf(ingress, backend);
        if (!this.upstreams.has(key)) this.upstreams.set(key, upstream);
      }
    }
    const main = ingresses.filter((ingress) => !isCanary(ingress));
    this.merge(ingresses.filter(isCanary), main);
  }

  /** A Service that was first met as a canary gets no requests of its own. */
  isServed(ingress: Ingress, backend: IngressBackend): boolean {
    return this.upstreams.get(keyOf(ingress, backend))?.policy === undefined;
  }

  /** The first canary of a Service; the controller has no use for others. */
  alternativeOf(ingress: Ingress, backend: IngressBackend): Alternative | undefined {
    return this.alternatives.get(keyOf(ingress, backend));
  }

  private merge(canaries: readonly Ingress[], main: readonly Ingress[]): void {
    const primaries = main.flatMap((ingress) =>
      ingress.paths
        .filter(({ backend }) => this.isServed(ingress, backend))
        .map((path) => ({ path, key: keyOf(ingress, path.backend) })),
    );
    const hosts = new Set([undefined, ...primaries.map(({ path }) => path.host)]);
    const paths = canaries.flatMap((ingress) =>
      ingress.paths.filter(({ host }) => hosts.has(host)).map((path) => ({ path, key: keyOf(ingress, path.backend) })),
    );
    const matched = paths.map((canary) => ({
      ...canary,
      taken: primaries.filter(({ path, key }) => isSamePath(path, canary.path) && key !== canary.key),
    }));
    // A canary with a path that nothing else has is deleted, for all of its paths.
    const deleted = new Set(matched.filter(({ taken }) => taken.length === 0).map(({ key }) => key));
    for (const { path, key, taken } of matched) {
      const { policy } = this.upstreams.get(key) ?? {};
      if (policy === undefined || deleted.has(key)) continue;
      const own = paths.filter((other) => other.key === key);
      const alternative: Alternative = {
        service: path.backend.service,
        policy,
        pathAt: (place) => own.find((other) => isSamePath(other.path, place))?.path,
      };
      for (const primary of taken) {
        if (!this.alternatives.has(primary.key)) this.alternatives.set(primary.key, alternative);
      }
    }
  }
}

function keyOf({ object }: Ingress, { name, port }: IngressBackend): string {
  return `${object.namespace}/${name}/${port}`;
}

function isSamePath(a: IngressPath, b: IngressPath): boolean {
  return a.host === b.host && a.type === b.type && a.value === b.value;
}
