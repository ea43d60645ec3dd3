import type { Cidr } from "./primitives";

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
   * The peer's address lies in one of these ranges. X-Forwarded-For does not count.
   *
   * @minItems 1
   */
  readonly sourceRanges?: readonly Cidr[];
}

/** @pattern ^[A-Z]{1,32}$ */
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
   * @minLength 1
   * @maxLength 1024
   */
  readonly value: string;
}

/** A condition on a header field. The name is compared without regard to case, the value with regard to it. */
export interface HeaderMatch {
  /** @default "Exact" */
  readonly type?: "Exact" | "RegularExpression";
  /**
   * A field name (RFC 9110 section 5.1).
   *
   * @pattern ^[A-Za-z0-9!#$%&'*+.^_`|~-]+$
   * @maxLength 256
   */
  readonly name: string;
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
