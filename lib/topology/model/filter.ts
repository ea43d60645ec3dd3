import type { BasicAuth, ForwardAuth, IpAccess, MaxBodySize, RateLimit } from "./access-filter";
import type { HeaderName, Hostname, Name, Port } from "./primitives";
import type { Compression, Cors, ErrorPages } from "./response-filter";

/**
 * What happens to a request, or its response, on the way; told apart by `type`.
 *
 * @discriminator type
 */
export type Filter =
  | RequestHeaderModifier
  | ResponseHeaderModifier
  | UrlRewrite
  | RequestRedirect
  | RequestMirror
  | FixedResponse
  | Cors
  | BasicAuth
  | ForwardAuth
  | IpAccess
  | RateLimit
  | MaxBodySize
  | Compression
  | ErrorPages
  | ExtensionRef;

export type FilterType = Filter["type"];

/** A header field and its value. */
export interface HeaderField {
  readonly name: HeaderName;
  /**
   * Holds what can be sent alone: no control characters but tabs, and none beyond U+00FF (RFC 9110 section 5.5).
   *
   * @pattern ^[\t -~\xa0-\xff]*$
   * @patternErrorMessage write it on one line, in letters and signs of Latin-1, which alone can be sent
   * @maxLength 4096
   */
  readonly value: string;
}

/** Changes to header fields: `remove` first, then `set`, then `add`. */
interface HeaderModifier {
  /** Replaces the field, or adds it. */
  readonly set?: readonly HeaderField[];
  /** Adds a value beside those that are there. */
  readonly add?: readonly HeaderField[];
  /** Names of fields to take away. */
  readonly remove?: readonly HeaderName[];
}

/** Changes the request's header fields before it is sent on. */
export interface RequestHeaderModifier extends HeaderModifier {
  readonly type: "RequestHeaderModifier";
}

/** Changes the response's header fields before the client gets it. */
export interface ResponseHeaderModifier extends HeaderModifier {
  readonly type: "ResponseHeaderModifier";
}

/** Changes what the service sees as host and path. Not beside a `RequestRedirect`. */
export interface UrlRewrite {
  readonly type: "URLRewrite";
  /** The Host that the service sees; not a wildcard. */
  readonly hostname?: Hostname;
  readonly path?: PathModifier;
}

/**
 * A new path; the query stays.
 *
 * @discriminator type
 */
export type PathModifier = ReplaceFullPath | ReplacePrefixMatch;

/** The whole path is replaced. */
export interface ReplaceFullPath {
  readonly type: "ReplaceFullPath";
  /**
   * Starts with `/`; in normal form, without query.
   *
   * @maxLength 1024
   */
  readonly replaceFullPath: string;
}

/**
 * The prefix that the route matched is replaced; every match of the route is then a `PathPrefix`. `/foo/bar` with
 * `/foo` replaced by `/v1` becomes `/v1/bar`; replaced by the empty string, `/bar`.
 */
export interface ReplacePrefixMatch {
  readonly type: "ReplacePrefixMatch";
  /**
   * Empty, or starts with `/`; in normal form, without query.
   *
   * @maxLength 1024
   */
  readonly replacePrefixMatch: string;
}

/**
 * Answers with a redirect; what is not named stays as it was in the request. A route with one has no backends, as in
 * the Gateway API.
 */
export interface RequestRedirect {
  readonly type: "RequestRedirect";
  readonly scheme?: "http" | "https";
  /** Not a wildcard. */
  readonly hostname?: Hostname;
  readonly path?: PathModifier;
  /** @default the scheme's own where `scheme` is given, otherwise the listener's */
  readonly port?: Port;
  /** @default 302 */
  readonly statusCode?: 301 | 302 | 303 | 307 | 308;
}

/** Sends a copy of the request to another service too, and ignores its response. */
export interface RequestMirror {
  readonly type: "RequestMirror";
  readonly service: Name;
  /**
   * Which share of requests, in percent.
   *
   * @minimum 0
   * @maximum 100
   * @default 100
   */
  readonly percent?: number;
}

/** Answers by itself. A route with one has no backends. */
export interface FixedResponse {
  readonly type: "FixedResponse";
  /**
   * @asType integer
   * @minimum 200
   * @maximum 599
   */
  readonly statusCode: number;
  /**
   * @pattern ^[\t -~\xa0-\xff]*$
   * @patternErrorMessage write it on one line, in letters and signs of Latin-1, which alone can be sent
   * @default "text/plain"
   */
  readonly contentType?: string;
  /** @default "" */
  readonly body?: string;
}

/**
 * Something that one target can do and the Topology has no words for, by name; the target's platform says what it
 * stands for. A target that does not know it refuses the route: it is never skipped (Gateway API, `ExtensionRef`).
 */
export interface ExtensionRef {
  readonly type: "ExtensionRef";
  /**
   * Whose kind it is, such as `aws`: lower-case labels, dots between them. Empty for a kind of the target's own core.
   *
   * @pattern ^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$
   * @patternErrorMessage write lower-case letters, digits, inner hyphens, and dots between labels
   * @maxLength 253
   * @default ""
   */
  readonly group?: string;
  /**
   * What it is, such as `Authentication`.
   *
   * @pattern ^[A-Za-z]([-A-Za-z0-9]*[A-Za-z0-9])?$
   * @patternErrorMessage begin with a letter; write letters, digits and inner hyphens
   * @minLength 1
   * @maxLength 63
   */
  readonly kind: string;
  readonly name: Name;
}
