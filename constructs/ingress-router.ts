import { Construct } from "constructs";
import type { RouteRetry, Router, Route as RouteSpec, RouteTimeouts } from "../lib/topology";
import { noteOwner } from "./acceptance";
import { withoutCreationStacks } from "./creation-stacks";
import type { LogicalService } from "./logical-service";
import { registerModel } from "./model";
import type { Platform } from "./platform";
import { reportRawExpressions } from "./raw-expressions";
import type { Filter, Match } from "./values";

export interface IngressRouterProps<Resources = unknown> {
  /** The target that the router is lowered to. */
  readonly platform: Platform<unknown, Resources>;
  /**
   * Hosts that this router answers for: exact names, or wildcards such as `*.example.com`.
   *
   * @default every host
   */
  readonly hostnames?: readonly string[];
  /**
   * The name in the Topology: letters, digits, `-` and `.`, at most 63; no other router that it meets has the same.
   *
   * @default the construct's id
   */
  readonly name?: string;
  /**
   * Codes of diagnostics about this router, its routes included, that are taken knowingly, and become warnings.
   *
   * @default none
   */
  readonly accept?: readonly string[];
}

/** A service and its share of a route's requests. */
export interface WeightedService {
  readonly service: LogicalService;
  /**
   * Relative to the sum of all weights beside it; 0 takes no traffic.
   *
   * @default 1
   */
  readonly weight?: number;
}

export interface RouteProps {
  /**
   * Alternatives: the route applies where one of them does.
   *
   * @default every path
   */
  readonly matches?: readonly Match[];
  /**
   * Services and their shares. May be left out only where a filter answers by itself.
   *
   * @default none
   */
  readonly backends?: readonly (LogicalService | WeightedService)[];
  /**
   * Narrows the router's hostnames: the route applies to hosts in both lists.
   *
   * @default the router's
   */
  readonly hostnames?: readonly string[];
  /**
   * At most one of each type, but for `RequestMirror` and `ExtensionRef`. They take effect in one order of their types,
   * whatever their order in this list.
   *
   * @default none
   */
  readonly filters?: readonly Filter[];
  /**
   * Limits on the time that a request may take.
   *
   * @default no limit on the request, "60s" for one try at one instance
   */
  readonly timeouts?: RouteTimeouts;
  /**
   * When a failed try is repeated on another instance.
   *
   * @default one more try where the connection failed
   */
  readonly retry?: RouteRetry;
  /**
   * Codes of diagnostics about this route that are taken knowingly: each becomes a warning where the platform would
   * refuse the route. One that nothing reports is a warning itself, `unused-accept`.
   *
   * @default none
   */
  readonly accept?: readonly string[];
}

/** One entry of a router's table. Made by {@link IngressRouter.addRoute}. */
export class Route extends Construct {
  readonly name: string;
  /** Services and their shares, in the order given. */
  readonly backends: readonly WeightedService[];

  constructor(
    readonly router: IngressRouter,
    id: string,
    readonly props: RouteProps,
  ) {
    super(router, id);
    this.name = id;
    noteOwner(this, props.accept);
    this.backends = (props.backends ?? []).map((backend) => ("service" in backend ? backend : { service: backend }));
  }

  /** Every service that the route leads to: its backends and those that filters name. */
  get services(): readonly LogicalService[] {
    const mirrored = (this.props.filters ?? []).flatMap((filter) =>
      filter.service === undefined ? [] : [filter.service],
    );
    return [...this.backends.map((backend) => backend.service), ...mirrored];
  }

  /** The route as it stands in the Topology. */
  get topology(): RouteSpec {
    const { hostnames, matches, filters, timeouts, retry } = this.props;
    return {
      name: this.name,
      ...(hostnames === undefined ? {} : { hostnames }),
      ...(matches === undefined ? {} : { matches: matches.map((match) => match.spec) }),
      ...(filters === undefined ? {} : { filters: filters.map((filter) => filter.spec) }),
      ...(this.backends.length === 0
        ? {}
        : {
            backends: this.backends.map(({ service, weight }) => ({
              service: service.name,
              ...(weight === undefined ? {} : { weight }),
            })),
          }),
      ...(timeouts === undefined ? {} : { timeouts }),
      ...(retry === undefined ? {} : { retry }),
    };
  }
}

/** A routing table: which request goes to which service. */
export class IngressRouter<Resources = unknown> extends Construct {
  readonly name: string;
  readonly platform: Platform<unknown, Resources>;
  readonly props: IngressRouterProps<Resources>;
  /** What the platform made of the router. */
  readonly resources: Resources;
  private readonly table: Route[] = [];
  private readonly observers: ((route: Route) => void)[] = [];

  constructor(scope: Construct, id: string, props: IngressRouterProps<Resources>) {
    super(scope, id);
    this.name = props.name ?? id;
    this.platform = props.platform;
    this.props = props;
    registerModel(this);
    noteOwner(this, props.accept);
    reportRawExpressions(this);
    this.resources = withoutCreationStacks(() => props.platform.lowerRouter(this));
  }

  /** The routes so far, in the order in which they were added. */
  get routes(): readonly Route[] {
    return this.table;
  }

  /**
   * Adds an entry to the table. Where several routes fit a request, the precedence of the Gateway API decides; the
   * order of the calls breaks ties alone.
   *
   * @param id - the route's name, unique within the router
   */
  addRoute(id: string, props: RouteProps): Route {
    const route = new Route(this, id, props);
    this.table.push(route);
    withoutCreationStacks(() => {
      this.platform.lowerRoute?.(this, route);
      for (const observe of this.observers) observe(route);
    });
    return route;
  }

  /** Calls back for each route that is there, and for each that is added later. */
  eachRoute(observe: (route: Route) => void): void {
    for (const route of this.table) observe(route);
    this.observers.push(observe);
  }

  /** The router as it stands in the Topology. */
  get topology(): Router {
    const { hostnames } = this.props;
    return {
      name: this.name,
      ...(hostnames === undefined ? {} : { hostnames }),
      routes: this.table.map((route) => route.topology),
    };
  }
}
