import type { Cidr, HeaderName } from "./primitives";

/** A condition on a request; what it names must all hold. */
export interface RouteMatch {
  /** @default { "type": "PathPrefix", "value": "/" } */
  readonly path?: PathMatch;
  /**
   * Each must hold. Where a name is listed twice, the first entry counts.
   *
   * @maxItems 16
   */
  readonly headers?: readonly HeaderMatch[];
  /**
   * Each must hold. Where a name is listed twice, the first entry counts.
   *
   * @maxItems 16
   */
  readonly queryParams?: readonly QueryParamMatch[];
  /** Compared with regard to case (RFC 9110 section 9.1). */
  readonly method?: HttpMethod;
  /**
   * The client's address lies in one of these ranges. It is that of the connection's peer; X-Forwarded-For counts where
   * the peer is among the listener's `trustedProxies` alone.
   *
   * @minItems 1
   */
  readonly sourceRanges?: readonly Cidr[];
}

/**
 * A request method in upper case.
 *
 * @title method
 * @pattern ^[A-Z]{1,32}$
 * @patternErrorMessage write it in upper-case letters, as in "GET"
 */
export type HttpMethod = string;

/**
 * A condition on the normalized path, without its query.
 *
 * - `Exact`: the whole path, with regard to case; `/foo` is not `/foo/`.
 * - `PathPrefix`: element by element on `/`; `/foo` fits `/foo`, `/foo/` and `/foo/bar`, not `/foobar`. A trailing `/`
 *   in the value does not count.
 * - `RegularExpression`: RE2 syntax, matched against the whole path.
 */
export interface PathMatch {
  readonly type: "Exact" | "PathPrefix" | "RegularExpression";
  /**
   * For `Exact` and `PathPrefix`: starts with `/` and is in normal form, since nothing else is ever equal to a request's
   * path: without query, `//`, `/./`, `/../` and `%2F`, with other escapes only where they are needed.
   *
   * @minLength 1
   * @maxLength 1024
   */
  readonly value: string;
}

/** A condition on a header field. The name is compared without regard to case, the value with regard to it. */
export interface HeaderMatch {
  /** @default "Exact" */
  readonly type?: "Exact" | "RegularExpression";
  readonly name: HeaderName;
  /** @maxLength 4096 */
  readonly value: string;
}

/** A condition on a query parameter, both name and value with regard to case, after percent-decoding. */
export interface QueryParamMatch {
  /** @default "Exact" */
  readonly type?: "Exact" | "RegularExpression";
  /**
   * @minLength 1
   * @maxLength 256
   */
  readonly name: string;
  /** @maxLength 1024 */
  readonly value: string;
}
