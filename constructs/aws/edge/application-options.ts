import type { Duration } from "../../../lib/topology";
import { isUnknown } from "../../unknown-values";
import type { DnsName } from "../dns";
import type { Findings } from "../findings";
import type { IApplicationListener, IApplicationLoadBalancer } from "../imports";
import type { MutualTls } from "../mutual-tls";
import type { LbConfig } from "../provider";
import { seconds } from "../service";
import type { ResponseHeaders } from "./response-headers";

/** What Application Load Balancers are set to (ELB user guide, "Load balancer attributes"). */
export interface ApplicationLoadBalancerOptions {
  /**
   * Names of the load balancer: of the one that is made or named here, or else of that of a listener that exists.
   *
   * @default none but the one that AWS gives it
   */
  readonly dns?: readonly DnsName[];
  /**
   * A load balancer that exists already, and that gets the listeners. It is left as it is, but for the rules of its
   * security group: of these options `dns`, `mutualTls` and `responseHeaders` have an effect.
   *
   * @default one is made
   */
  readonly loadBalancer?: IApplicationLoadBalancer;
  /**
   * Listeners that exist already, by the names of the edge's listeners that stand for them: the routes become rules of
   * these. Several stacks may add theirs.
   *
   * @default all are made
   */
  readonly listeners?: Readonly<Record<string, IApplicationListener>>;
  /**
   * The ARN of a web ACL of WAF that requests pass first; a regional one.
   *
   * @default none
   */
  readonly webAcl?: string;
  /**
   * Whether requests pass while WAF does not answer.
   *
   * @default false: they are refused
   */
  readonly wafFailOpen?: boolean;
  /**
   * Whether a load balancer with IPv6 addresses has public IPv4 addresses too, which AWS bills by the hour. Without them
   * clients of IPv4 do not reach it. For `dualStack` load balancers that are not `internal`.
   *
   * @default true
   */
  readonly publicIpv4?: boolean;
  /**
   * The IPAM pool that public IPv4 addresses are taken from.
   *
   * @default addresses of AWS's choice
   */
  readonly ipv4IpamPoolId?: string;
  /**
   * Whether HTTPS listeners speak HTTP/2 with clients that do.
   *
   * @default true
   */
  readonly http2?: boolean;
  /**
   * How long a connection may stay silent: 1 to 4,000 seconds.
   *
   * @default "60s"
   */
  readonly idleTimeout?: Duration;
  /**
   * After how long a client's connection is closed, however busy: 60 seconds to 7 days.
   *
   * @default "1h"
   */
  readonly clientKeepAlive?: Duration;
  /**
   * Whether header fields go no further whose names hold other characters than letters, digits and hyphens.
   *
   * @default true
   */
  readonly dropInvalidHeaderFields?: boolean;
  /**
   * What becomes of requests that do not follow RFC 7230 and could be read in two ways (request smuggling): `defensive`
   * lets through what is safe, `strictest` what follows the RFC, `monitor` everything.
   *
   * @default "defensive"
   */
  readonly desyncMitigation?: "defensive" | "strictest" | "monitor";
  /**
   * What becomes of the client's X-Forwarded-For: its peer is appended, it stays as it came, or it is taken away.
   *
   * @default "append"
   */
  readonly xForwardedFor?: "append" | "preserve" | "remove";
  /**
   * Whether X-Forwarded-For names the client's port too.
   *
   * @default false
   */
  readonly xForwardedForPort?: boolean;
  /**
   * Whether services get the Host field as the client sent it, unchanged.
   *
   * @default false
   */
  readonly preserveHost?: boolean;
  /**
   * Whether services learn TLS version and cipher in `x-amzn-tls-version` and `x-amzn-tls-cipher-suite`.
   *
   * @default false
   */
  readonly tlsHeaders?: boolean;
  /**
   * Whether clients of HTTPS listeners have to show certificates.
   *
   * @default no
   */
  readonly mutualTls?: MutualTls;
  /**
   * Header fields that every response of the listeners has.
   *
   * @default those of the service, and `Server: awselb/2.0` where the load balancer answers
   */
  readonly responseHeaders?: ResponseHeaders;
  /**
   * Capacity units that are there, and billed, even if nobody needs them.
   *
   * @default none: the load balancer grows as it is needed
   */
  readonly minimumCapacity?: number;
}

const IDLE = { code: "alb-idle-timeout", what: "the idle timeout of an Application Load Balancer", low: 1, high: 4000 };
const KEEP_ALIVE = {
  code: "alb-client-keep-alive",
  what: "the client keep-alive of an Application Load Balancer",
  low: 60,
  high: 604_800,
};

/** API reference, `SetWebAcl` of WAF: web ACLs of CloudFront are global, all others regional. */
const REGIONAL_WEB_ACL = /^arn:[^:]*:(?:wafv2:[^:]*:[^:]*:regional\/webacl\/|waf-regional:[^:]*:[^:]*:webacl\/)/;

function checkOptions({ webAcl, minimumCapacity }: ApplicationLoadBalancerOptions, findings: Findings): void {
  if (webAcl !== undefined && !isUnknown(webAcl) && !REGIONAL_WEB_ACL.test(webAcl)) {
    findings.error(
      "alb-web-acl",
      "",
      `"${webAcl}" is not the ARN of a regional web ACL, and load balancers take no others`,
      "name one of the load balancer's region: arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID",
    );
  }
  const capacity = minimumCapacity ?? 1;
  if (!isUnknown(capacity) && !(Number.isInteger(capacity) && capacity > 0)) {
    findings.error(
      "alb-minimum-capacity",
      "",
      `capacity units are whole numbers above 0, and not ${capacity}`,
      "set a whole number, or leave it out",
    );
  }
}

/** The options as attributes. What AWS has by itself is left out, unless its own default is laxer. */
export function applicationAttributes(options: ApplicationLoadBalancerOptions, findings: Findings): Partial<LbConfig> {
  checkOptions(options, findings);
  const { http2, idleTimeout, clientKeepAlive, xForwardedFor, xForwardedForPort, preserveHost, tlsHeaders } = options;
  const { dropInvalidHeaderFields = true, desyncMitigation = "defensive", wafFailOpen, ipv4IpamPoolId } = options;
  return {
    dropInvalidHeaderFields,
    desyncMitigationMode: desyncMitigation,
    ...(http2 === undefined ? {} : { enableHttp2: http2 }),
    ...(idleTimeout === undefined ? {} : { idleTimeout: seconds(idleTimeout, "", IDLE, findings) }),
    ...(clientKeepAlive === undefined ? {} : { clientKeepAlive: seconds(clientKeepAlive, "", KEEP_ALIVE, findings) }),
    ...(xForwardedFor === undefined ? {} : { xffHeaderProcessingMode: xForwardedFor }),
    ...(xForwardedForPort === undefined ? {} : { enableXffClientPort: xForwardedForPort }),
    ...(preserveHost === undefined ? {} : { preserveHostHeader: preserveHost }),
    ...(tlsHeaders === undefined ? {} : { enableTlsVersionAndCipherSuiteHeaders: tlsHeaders }),
    ...(ipv4IpamPoolId === undefined ? {} : { ipamPools: { ipv4IpamPoolId } }),
    ...(wafFailOpen === undefined ? {} : { enableWafFailOpen: wafFailOpen }),
  };
}
