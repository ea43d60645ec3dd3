import type { LbListenerConfig } from "../provider";

/** Header fields of every response of a listener (ELB user guide, "HTTP header modification"). */
export interface ResponseHeaders {
  /**
   * Whether the load balancer's own answers name it in `Server`.
   *
   * @default true
   */
  readonly server?: boolean;
  /** For how long clients use HTTPS alone: `max-age=31536000; includeSubDomains`. For HTTPS listeners. */
  readonly strictTransportSecurity?: string;
  readonly contentSecurityPolicy?: string;
  readonly xContentTypeOptions?: "nosniff";
  readonly xFrameOptions?: "DENY" | "SAMEORIGIN";
  readonly accessControlAllowOrigin?: string;
  readonly accessControlAllowMethods?: string;
  readonly accessControlAllowHeaders?: string;
  readonly accessControlAllowCredentials?: "true";
  readonly accessControlExposeHeaders?: string;
  /** In seconds, up to 86400. */
  readonly accessControlMaxAge?: string;
}

/** What each field is called among a listener's attributes. */
const ATTRIBUTES = {
  strictTransportSecurity: "routingHttpResponseStrictTransportSecurityHeaderValue",
  contentSecurityPolicy: "routingHttpResponseContentSecurityPolicyHeaderValue",
  xContentTypeOptions: "routingHttpResponseXContentTypeOptionsHeaderValue",
  xFrameOptions: "routingHttpResponseXFrameOptionsHeaderValue",
  accessControlAllowOrigin: "routingHttpResponseAccessControlAllowOriginHeaderValue",
  accessControlAllowMethods: "routingHttpResponseAccessControlAllowMethodsHeaderValue",
  accessControlAllowHeaders: "routingHttpResponseAccessControlAllowHeadersHeaderValue",
  accessControlAllowCredentials: "routingHttpResponseAccessControlAllowCredentialsHeaderValue",
  accessControlExposeHeaders: "routingHttpResponseAccessControlExposeHeadersHeaderValue",
  accessControlMaxAge: "routingHttpResponseAccessControlMaxAgeHeaderValue",
} as const satisfies Record<Exclude<keyof ResponseHeaders, "server">, keyof LbListenerConfig>;

/** The fields as a listener's attributes. What is said of HTTPS over HTTP has no meaning (RFC 6797 section 7.2). */
export function responseHeaderAttributes(
  { server, ...fields }: ResponseHeaders,
  protocol: string,
): Partial<LbListenerConfig> {
  const given = Object.entries(fields).flatMap(([field, value]) => {
    if (value === undefined || (field === "strictTransportSecurity" && protocol === "HTTP")) return [];
    return [[ATTRIBUTES[field as keyof typeof ATTRIBUTES], value] as const];
  });
  return {
    ...Object.fromEntries(given),
    ...(server === undefined ? {} : { routingHttpResponseServerEnabled: server }),
  };
}
