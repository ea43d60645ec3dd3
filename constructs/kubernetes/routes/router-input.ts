import type { Balancing, Router, ServiceProtocol, SessionAffinity } from "../../../lib/topology";
import type { Finding } from "../finding";
import type { Lowered, RoutingObject } from "../objects";

/** A router, with what its lowering needs of the tiers around it. Holds no tokens. */
export interface RouterInput {
  readonly router: Router;
  /** By their name in the Topology. */
  readonly services: ReadonlyMap<string, BackendService>;
  /** The listeners that lead to the router. None is a router that is served wherever the class serves. */
  readonly listeners: readonly RouterListener[];
  readonly settings: RouterSettings;
}

/** A Service that routes lead to. */
export interface BackendService {
  /** Of the Service object. */
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly protocol: ServiceProtocol;
  readonly sessionAffinity?: SessionAffinity;
  readonly balancing?: Balancing;
}

export interface RouterListener {
  readonly edge: string;
  readonly name: string;
  readonly protocol: "HTTP" | "HTTPS";
  readonly port: number;
  /** The certificates of an HTTPS listener, in its order. */
  readonly secrets: readonly TlsSecret[];
  /** Where the listener stands in a Gateway; none where it stands in no Gateway. */
  readonly sections?: readonly GatewaySection[];
}

/** A listener of a Gateway. */
export interface GatewaySection {
  readonly gateway: string;
  readonly namespace: string;
  /** Of the listener; any of the Gateway's where it is absent. */
  readonly name?: string;
}

/** A Secret of type `kubernetes.io/tls`. */
export interface TlsSecret {
  readonly secretName: string;
  /** Where it is not the edge's own. */
  readonly namespace?: string;
  /** The names that the certificate is for; `undefined` where they are not known here. */
  readonly hostnames?: readonly string[];
}

export interface RouterSettings {
  readonly namespace: string;
  /** The cluster's default class where it is absent. */
  readonly ingressClassName?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of each Ingress. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly entryPoints: EntryPoints;
  /** A Gateway that was there before, to which the routes are attached. */
  readonly parents?: readonly GatewaySection[];
}

/** The names of Traefik's entry points, by the port that clients connect to. */
export type EntryPoints = Readonly<Record<number, string>>;

/** What is to be said of a route, or of the router where there is no route. */
export interface RouterFinding extends Finding {
  /** The route's place in its router's list. */
  readonly route?: number;
}

export interface RouterLowering {
  readonly objects: readonly Lowered<RoutingObject>[];
  readonly findings: readonly RouterFinding[];
}
