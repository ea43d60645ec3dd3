import { createHash } from "node:crypto";
import { Construct } from "constructs";
import type { Duration, Edge, Listener as ListenerTopology } from "../lib/topology";
import { noteOwner } from "./acceptance";
import { withoutCreationStacks } from "./creation-stacks";
import { IngressRouter, type Route } from "./ingress-router";
import type { LogicalService } from "./logical-service";
import { registerModel } from "./model";
import type { Platform } from "./platform";
import { reportRawExpressions } from "./raw-expressions";
import { Filter, type HttpsRedirectSpec, type Listener, type ListenerSpec } from "./values";

export interface EdgeLoadBalancerProps<Resources = unknown> {
  /** The target that the edge is lowered to. */
  readonly platform: Platform<unknown, unknown, Resources>;
  /**
   * The name in the Topology: letters, digits, `-` and `.`, at most 63; no other edge of the stack has the same.
   *
   * @default the construct's id
   */
  readonly name?: string;
  /**
   * Codes of diagnostics about this edge and its listeners that are taken knowingly, and become warnings.
   *
   * @default none
   */
  readonly accept?: readonly string[];
}

const NAME_LENGTH = 63;

/** One socket of an edge. Made by {@link EdgeLoadBalancer.addListener}. */
export class EdgeListener extends Construct {
  readonly name: string;
  readonly spec: ListenerSpec;
  /** What the listener does with every request, where it sends them to HTTPS: the only route of a router of its own. */
  readonly redirect: Route | undefined;

  constructor(
    readonly edge: EdgeLoadBalancer,
    id: string,
    listener: Listener,
  ) {
    super(edge, id);
    this.name = id;
    const { spec } = listener;
    if (!("redirect" in spec)) {
      this.spec = spec;
      return;
    }
    this.redirect = this.redirectRoute(spec);
    const { httpsPort: _port, statusCode: _status, redirect: _redirect, ...base } = spec;
    this.spec = { ...base, router: this.redirect.router };
  }

  private redirectRoute({ httpsPort = 443, statusCode = 301 }: HttpsRedirectSpec): Route {
    const { name, platform } = this.edge;
    const router = new IngressRouter(this, "router", { platform, name: joinedName(name, this.name) });
    const to = { scheme: "https", statusCode, ...(httpsPort === 443 ? {} : { port: httpsPort }) } as const;
    return router.addRoute("https", { filters: [Filter.redirect(to)] });
  }

  /** The router that the listener leads to, where it speaks HTTP. */
  get router(): IngressRouter | undefined {
    return this.spec.protocol === "HTTP" || this.spec.protocol === "HTTPS" ? this.spec.router : undefined;
  }

  /** The services that the listener leads to without a router. */
  get services(): readonly LogicalService[] {
    const { spec } = this;
    if (spec.protocol === "HTTP" || spec.protocol === "HTTPS") return [];
    const routed = spec.protocol === "TLS" && spec.mode === "Passthrough" ? (spec.routes ?? []) : [];
    return [...(spec.service === undefined ? [] : [spec.service]), ...routed.map((route) => route.service)];
  }

  /** The names of the certificates that the listener shows. */
  get certificates(): readonly string[] {
    return "certificates" in this.spec ? this.spec.certificates : [];
  }

  /** The listener as it stands in the Topology. */
  get topology(): ListenerTopology {
    const { spec, name } = this;
    const own = { name, ...(spec.address === undefined ? {} : { address: spec.address }), port: spec.port };
    if (spec.protocol === "UDP") return { ...own, protocol: "UDP", service: spec.service.name, ...idleTimeoutOf(spec) };
    const base = { ...own, ...(spec.proxyProtocol === undefined ? {} : { proxyProtocol: spec.proxyProtocol }) };
    if (spec.protocol === "HTTP" || spec.protocol === "HTTPS") {
      const { requestPolicy, limits } = spec;
      const http = {
        router: spec.router.name,
        ...(requestPolicy === undefined ? {} : { requestPolicy }),
        ...(limits === undefined ? {} : { limits }),
      };
      if (spec.protocol === "HTTP") return { ...base, protocol: "HTTP", ...http };
      const { certificates, tls } = spec;
      return { ...base, protocol: "HTTPS", certificates, ...http, ...(tls === undefined ? {} : { tls }) };
    }
    const idle = idleTimeoutOf(spec);
    if (spec.protocol === "TCP") return { ...base, protocol: "TCP", service: spec.service.name, ...idle };
    if (spec.mode === "Terminate") {
      const { certificates, service, tls } = spec;
      const termination = tls === undefined ? {} : { tls: { mode: spec.mode, ...tls } };
      return { ...base, protocol: "TLS", certificates, service: service.name, ...termination, ...idle };
    }
    const { routes, service } = spec;
    return {
      ...base,
      protocol: "TLS",
      tls: { mode: "Passthrough" },
      ...(service === undefined ? {} : { service: service.name }),
      ...(routes === undefined
        ? {}
        : { tlsRoutes: routes.map((route) => ({ hostnames: route.hostnames, service: route.service.name })) }),
      ...idle,
    };
  }
}

function idleTimeoutOf({ idleTimeout }: { readonly idleTimeout?: Duration }) {
  return idleTimeout === undefined ? {} : { idleTimeout };
}

/** Names have at most 63 characters; of longer ones the end tells them apart. */
function joinedName(edge: string, listener: string): string {
  const joined = `${edge}-${listener}`;
  if (joined.length <= NAME_LENGTH) return joined;
  const hash = createHash("sha256").update(joined).digest("hex").slice(0, 8);
  return `${joined.slice(0, NAME_LENGTH - hash.length - 1)}-${hash}`;
}

/** Where clients arrive: a load balancer at the edge, and the sockets that it listens on. */
export class EdgeLoadBalancer<Resources = unknown> extends Construct {
  readonly name: string;
  readonly platform: Platform<unknown, unknown, Resources>;
  readonly props: EdgeLoadBalancerProps<Resources>;
  /** What the platform made of the edge. */
  readonly resources: Resources;
  private readonly sockets: EdgeListener[] = [];

  constructor(scope: Construct, id: string, props: EdgeLoadBalancerProps<Resources>) {
    super(scope, id);
    this.name = props.name ?? id;
    this.platform = props.platform;
    this.props = props;
    registerModel(this);
    noteOwner(this, props.accept);
    reportRawExpressions(this);
    this.resources = withoutCreationStacks(() => props.platform.lowerEdge(this));
  }

  /** The listeners so far, in the order in which they were added. */
  get listeners(): readonly EdgeListener[] {
    return this.sockets;
  }

  /**
   * Opens a socket: `edge.addListener("http", Listener.http({ port: 80, router }))`.
   *
   * @param id - the listener's name, unique within the edge
   */
  addListener(id: string, listener: Listener): EdgeListener {
    const socket = new EdgeListener(this, id, listener);
    this.sockets.push(socket);
    withoutCreationStacks(() => this.platform.lowerListener(this, socket));
    return socket;
  }

  /** The edge as it stands in the Topology. */
  get topology(): Edge {
    return { name: this.name, listeners: this.sockets.map((listener) => listener.topology) };
  }
}
