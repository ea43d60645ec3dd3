import { Construct, type IConstruct } from "constructs";
import type { Topology } from "../../lib/topology";
import { TerraformStack } from "../cdktf";
import { reportLocated } from "../diagnostics";
import type { EdgeLoadBalancer } from "../edge-load-balancer";
import { Model, tiersOf } from "../model";
import type { PlacedProxy, ProcessProps } from "./placements";
import { proxyDiagnostics } from "./proxy-diagnostics";
import type { SelfHosted } from "./self-hosted";
import { RouterProxy, type SplitTopology, splitTopology } from "./tiers";

const proxies = new WeakMap<TerraformStack, Map<string, SelfHostedProxy<unknown>>>();

/** One proxy of a stack: it runs all edges whose platform has its name, and what they lead to. */
export class SelfHostedProxy<Resources = unknown> extends Construct implements PlacedProxy {
  /** The proxy of a platform in the stack that a construct stands in; made where there is none yet. */
  static of<Resources>(scope: IConstruct, platform: SelfHosted<Resources>): SelfHostedProxy<Resources> {
    const stack = TerraformStack.of(scope);
    const byName = proxies.get(stack) ?? new Map<string, SelfHostedProxy<unknown>>();
    proxies.set(stack, byName);
    const found = byName.get(platform.proxyName) as SelfHostedProxy<Resources> | undefined;
    if (found !== undefined) return found;
    const proxy = new SelfHostedProxy(stack, platform);
    byName.set(platform.proxyName, proxy);
    return proxy;
  }

  readonly name: string;
  /** The image that runs it where containers do: name and version. */
  readonly image: string;
  /** What it is told beside what it runs. */
  readonly process: ProcessProps;
  /** What the platform's placement made. */
  readonly resources: Resources;
  /** The proxies that route, where they are a tier of their own. */
  readonly router: RouterProxy<Resources> | undefined;
  private readonly led: EdgeLoadBalancer[] = [];

  private constructor(
    stack: TerraformStack,
    readonly platform: SelfHosted<Resources>,
  ) {
    super(stack, `${platform.proxyName}-proxy`);
    this.name = platform.proxyName;
    this.image = platform.image;
    this.process = platform.process;
    this.resources = platform.placement.place(this);
    const routes = platform.routerTier === undefined ? undefined : () => this.split?.router ?? this.topology;
    this.router = routes === undefined ? undefined : new RouterProxy<Resources>(this, routes);
    reportLocated(this, () => proxyDiagnostics(this));
  }

  /** The edges that it runs, in the order in which they were made. */
  get edges(): readonly EdgeLoadBalancer[] {
    return this.led;
  }

  /** Has it run an edge too. */
  addEdge(edge: EdgeLoadBalancer): void {
    this.led.push(edge);
  }

  /** Its edges and what they lead to, in the order of the stack's own Topology. */
  get model(): Model {
    const { routers, services } = new Model(this.led);
    const included = new Set<IConstruct>([...this.led, ...routers, ...services]);
    return new Model(tiersOf(this).filter((tier) => included.has(tier)));
  }

  /** What it runs: all that the edges lead to, or with two tiers the part of the edge. */
  get topology(): Topology {
    return this.split?.edge ?? this.model.topology;
  }

  private get split(): SplitTopology | undefined {
    const { routerTier } = this.platform;
    return routerTier === undefined ? undefined : splitTopology(this.model.topology, routerTier);
  }
}
