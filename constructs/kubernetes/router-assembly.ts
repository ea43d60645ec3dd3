import type { EdgeListener } from "../edge-load-balancer";
import type { IngressRouter, Route } from "../ingress-router";
import type { LogicalService } from "../logical-service";
import type { Finding } from "./finding";
import { groupBy } from "./group-by";
import { type ManifestForm, ObjectSet, objectName, type RoutingObject, TokenMask } from "./objects";
import type {
  BackendService,
  GatewaySection,
  RouterInput,
  RouterListener,
  RouterLowering,
  RouterSettings,
  TlsSecret,
} from "./routes";
import { checkUnknownLists } from "./unknown-lists";

export interface AssemblySettings {
  readonly lower: (input: RouterInput) => RouterLowering;
  /** Objects that a router may come to have beside those that each of its routes has by itself. */
  readonly spare?: SpareObjects;
  readonly router: RouterSettings;
  readonly manifests: ManifestForm;
  /** The Secret of a certificate; `undefined` where the platform was given none. */
  readonly sectionsOf: (listener: EdgeListener) => readonly GatewaySection[];
  readonly secretOf: (certificate: string) => TlsSecret | undefined;
  readonly namespaceOf: (service: LogicalService) => string;
}

/** Finds the ids of objects without looking at a router's whole table. */
export interface SpareObjects {
  /**
   * @param objects - what a route that came has by itself
   * @param matches - of all routes so far
   */
  after(objects: readonly RoutingObject[], matches: number): readonly string[];
}

interface KnownLowering {
  readonly objects: ReadonlyMap<string, RoutingObject>;
  /** By the route that they are about; those about the router have none. */
  readonly findings: ReadonlyMap<Route | undefined, readonly Finding[]>;
}

/** A router while its routes and listeners come in. */
export class RouterAssembly {
  readonly resources: ObjectSet;
  private readonly listeners: EdgeListener[] = [];
  private matches = 0;
  /** One for all lowerings, so that a token in an object's id is the same in each. */
  private readonly mask = new TokenMask();
  private known: KnownLowering | undefined;

  constructor(
    private readonly router: IngressRouter,
    private readonly settings: AssemblySettings,
  ) {
    this.resources = new ObjectSet(router, () => this.lower().objects, settings.manifests);
  }

  /** The objects as they are now. */
  get objects(): readonly RoutingObject[] {
    return [...this.lower().objects.values()];
  }

  routeAdded(route: Route): void {
    this.known = undefined;
    this.matches += Math.max(1, route.props.matches?.length ?? 1);
    this.ensureResources([route]);
  }

  listenerAdded(listener: EdgeListener): void {
    this.known = undefined;
    this.listeners.push(listener);
    this.ensureResources(this.router.routes);
  }

  /** What is to be said of one route, or of the router itself. */
  findings(route?: Route): readonly Finding[] {
    const found = this.lower().findings.get(route) ?? [];
    if (route !== undefined) return [...checkUnknownLists(route.topology), ...found];
    const { hostnames } = this.router.props;
    return [...checkUnknownLists(hostnames === undefined ? {} : { hostnames }), ...found];
  }

  /**
   * Each route by itself has at least the objects that it has among others, which may only take some away: so that
   * resources are made without looking at the whole table for each route that comes.
   */
  private ensureResources(routes: readonly Route[]): void {
    for (const route of routes) {
      const { objects } = this.lowerRoutes([route]);
      this.resources.ensure(this.unmasked(objects));
      const spares = this.settings.spare?.after(
        objects.map(({ object }) => object),
        this.matches,
      );
      this.resources.ensureManifests(spares ?? []);
    }
  }

  private lower(): KnownLowering {
    if (this.known === undefined) {
      const { routes } = this.router;
      const { objects, findings } = this.lowerRoutes(routes);
      this.known = {
        objects: new Map(this.unmasked(objects).map(({ id, object }) => [id, object])),
        findings: groupBy(this.mask.unmask(findings), ({ route }) => (route === undefined ? undefined : routes[route])),
      };
    }
    return this.known;
  }

  /** With a stand-in for each token. */
  private lowerRoutes(routes: readonly Route[]): RouterLowering {
    return this.settings.lower(this.input(routes));
  }

  /** The ids keep their stand-ins: a construct's id holds no token. */
  private unmasked(objects: RouterLowering["objects"]): RouterLowering["objects"] {
    return objects.map(({ id, object }) => ({ id, object: this.mask.unmask(object) }));
  }

  private input(routes: readonly Route[]): RouterInput {
    const { mask } = this;
    const { name, props } = this.router;
    const services = new Set(routes.flatMap((route) => route.services));
    return {
      router: mask.mask({
        name,
        ...(props.hostnames === undefined ? {} : { hostnames: props.hostnames }),
        routes: routes.map((route) => route.topology),
      }),
      services: new Map([...services].map((service) => [mask.mask(service.name), this.backend(service)])),
      listeners: this.listeners.map((listener) => mask.mask(this.listener(listener))),
      settings: mask.mask(this.settings.router),
    };
  }

  private backend(service: LogicalService): BackendService {
    const { mask } = this;
    const { port, protocol = "HTTP", sessionAffinity, balancing } = service.props;
    return mask.mask({
      name: objectName(mask.mask(service.name)).name,
      namespace: this.settings.namespaceOf(service),
      port,
      protocol,
      ...(sessionAffinity === undefined ? {} : { sessionAffinity: sessionAffinity.spec }),
      ...(balancing === undefined ? {} : { balancing: balancing.spec }),
    });
  }

  private listener(listener: EdgeListener): RouterListener {
    const { spec, certificates } = listener;
    return {
      edge: listener.edge.name,
      name: listener.name,
      protocol: spec.protocol === "HTTPS" ? "HTTPS" : "HTTP",
      port: spec.port,
      secrets: certificates.flatMap((name) => this.settings.secretOf(name) ?? []),
      sections: this.settings.sectionsOf(listener),
    };
  }
}
