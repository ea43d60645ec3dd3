import { isDeepStrictEqual } from "node:util";
import type { Certificate } from "../../lib/topology";
import { version } from "../../lib/version";
import { Token } from "../cdktf";
import { reportDiagnostics } from "../diagnostics";
import type { EdgeListener, EdgeLoadBalancer } from "../edge-load-balancer";
import type { IngressRouter, Route } from "../ingress-router";
import type { LogicalService } from "../logical-service";
import type { Platform } from "../platform";
import { reportUnservedRouter } from "../unserved-router";
import { Placement, type ProcessProps, type ProxyFiles } from "./placements";
import { SelfHostedProxy } from "./proxy";
import { routeDiagnostics, serviceDiagnostics } from "./tier-diagnostics";
import { listenerLosses, type RouterTier, routeLosses, serviceLosses, type Tiers } from "./tiers";

/** A certificate and its key, as the proxy finds them. */
export interface CertificateFiles {
  /** PEM: the certificate, and those of its issuers after it. A relative path starts from the Topology's folder. */
  readonly certFile: string;
  /** PEM, without passphrase. A relative path starts from the Topology's folder. */
  readonly keyFile: string;
  /**
   * DER: a response of the issuer's OCSP responder (RFC 6960), shown to clients that ask for it (RFC 6066 section 8). A
   * relative path starts from the Topology's folder. Something else has to fetch a new one before it ends; a changed file
   * is taken up by itself.
   *
   * @default none is shown
   */
  readonly ocspFile?: string;
}

/** The container image of the proxy. */
export interface ProxyImage {
  /**
   * With its registry, where it is pulled from one.
   *
   * @default "portico"
   */
  readonly name?: string;
  /**
   * The image's tag, or its digest, as in `sha256:...`.
   *
   * @default the version of this package
   */
  readonly version?: string;
}

export interface SelfHostedProps<Resources = ProxyFiles> extends ProcessProps {
  /**
   * Names the proxy: 1 to 23 lower-case letters, digits and inner hyphens, since files, containers and users are called
   * after it. The edges of a stack whose platforms have the same name are run by one proxy.
   *
   * @default "portico"
   */
  readonly name?: string;
  /**
   * How the proxy gets to run.
   *
   * @default Placement.files()
   */
  readonly placement?: Placement<Resources>;
  /**
   * The certificates that listeners may name.
   *
   * @default none
   */
  readonly certificates?: Readonly<Record<string, CertificateFiles>>;
  /**
   * What runs the proxy where containers do.
   *
   * @default the image "portico" of this package's version
   */
  readonly image?: ProxyImage;
  /**
   * Whether one proxy listens and routes, or a proxy at the edge passes connections on to proxies that route.
   *
   * @default Tiers.one()
   */
  readonly tiers?: Tiers;
}

/** With the product's name before it no longer than the 31 characters of a Linux user. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,21}[a-z0-9])?$/;
/** With two tiers there is `-router` after one. */
const LONGEST_OF_TWO = 16;

/**
 * Portico's own proxy: edges become its listeners, routers its routing tables, services its instances. What edges of
 * one stack lead to is one Topology, run by one proxy.
 */
export class SelfHosted<Resources = ProxyFiles> implements Platform<undefined, undefined, SelfHostedProxy<Resources>> {
  readonly name = "self-hosted";
  readonly hasProxySettings = true;
  /** The name of the proxy. */
  readonly proxyName: string;
  readonly placement: Placement<Resources>;
  /** The image of the proxy, as `NAME:TAG` or `NAME@DIGEST`. */
  readonly image: string;
  /** What the proxy is told on its command line, beside what it runs. */
  readonly process: ProcessProps;
  /** The proxies that route, where they are a tier of their own. */
  readonly routerTier: RouterTier | undefined;
  private readonly certificates: Readonly<Record<string, CertificateFiles>>;

  /** @throws RangeError where the name is not one */
  constructor(props: SelfHostedProps<Resources> = {}) {
    this.proxyName = props.name ?? "portico";
    if (Token.isUnresolved(this.proxyName) || !NAME.test(this.proxyName)) {
      throw new RangeError(
        `SelfHosted: "${this.proxyName}" is no name of a proxy; write 1 to 23 lower-case letters, digits and inner hyphens`,
      );
    }
    this.routerTier = props.tiers?.routerTier;
    if (this.routerTier !== undefined && this.proxyName.length > LONGEST_OF_TWO) {
      throw new RangeError(
        `SelfHosted: with two tiers "${this.proxyName}" is too long for a name; write ${LONGEST_OF_TWO} characters at most`,
      );
    }
    // Without a placement there is nothing that Resources could have been inferred from, but its default.
    this.placement = props.placement ?? (Placement.files() as Placement<unknown> as Placement<Resources>);
    this.image = imageOf(props.image);
    this.process = processOf(props);
    this.certificates = props.certificates ?? {};
  }

  certificate(name: string): Certificate | undefined {
    if (!Object.hasOwn(this.certificates, name)) return undefined;
    const files = this.certificates[name];
    if (files === undefined) return undefined;
    const { certFile, keyFile, ocspFile } = files;
    return { name, certFile, keyFile, ...(ocspFile === undefined ? {} : { ocspFile }) };
  }

  lowerService(service: LogicalService): undefined {
    const { routerTier } = this;
    const losses = () => (routerTier === undefined ? [] : serviceLosses(service));
    reportDiagnostics(service, () => [...serviceDiagnostics(service), ...losses()]);
  }

  lowerRouter(router: IngressRouter): undefined {
    reportUnservedRouter(router);
  }

  lowerRoute(_router: IngressRouter<undefined>, route: Route): void {
    reportDiagnostics(route, () => routeDiagnostics(route), route.props.accept);
    if (this.routerTier !== undefined) reportDiagnostics(route, () => routeLosses(route), route.props.accept);
  }

  lowerEdge(edge: EdgeLoadBalancer): SelfHostedProxy<Resources> {
    const proxy = SelfHostedProxy.of(edge, this);
    proxy.addEdge(edge);
    return proxy;
  }

  /** The proxy's Topology is read when all listeners are there. */
  lowerListener(_edge: EdgeLoadBalancer<SelfHostedProxy<Resources>>, listener: EdgeListener): void {
    if (this.routerTier !== undefined) reportDiagnostics(listener, () => listenerLosses(listener));
  }

  /** Whether a proxy made for the other runs what this asks for. */
  isLike(other: SelfHosted<unknown>): boolean {
    const settings = ({ placement, image, process, certificates, routerTier }: SelfHosted<unknown>) => [
      placement.spec,
      image,
      process,
      certificates,
      routerTier,
    ];
    return other === this || isDeepStrictEqual(settings(this), settings(other));
  }
}

function imageOf({ name = "portico", version: wanted = version }: ProxyImage = {}): string {
  return `${name}${/^sha(?:256|512):/.test(wanted) ? "@" : ":"}${wanted}`;
}

/** Without what was not said, or said to be undefined, so that two platforms can be compared. */
function processOf({ workers, maxConnections, maxConnectionsPerSource }: ProcessProps): ProcessProps {
  return {
    ...(workers === undefined ? {} : { workers }),
    ...(maxConnections === undefined ? {} : { maxConnections }),
    ...(maxConnectionsPerSource === undefined ? {} : { maxConnectionsPerSource }),
  };
}
