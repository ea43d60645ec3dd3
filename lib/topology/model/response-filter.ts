/**
 * Answers preflight requests and lets pages of other origins read responses (Fetch, section 3.2), as the Gateway API's
 * `HTTPCORSFilter`. A request of an origin that is not allowed is sent on, and its response tells the browser nothing.
 */
export interface Cors {
  readonly type: "CORS";
  /**
   * Origins, `https://shop.example.com` or with a port; a host may begin with a wildcard, `https://*.example.com`, which
   * stands for one or more labels. `*` alone is every origin.
   *
   * @minItems 1
   */
  readonly allowOrigins: readonly CorsOrigin[];
  /**
   * Methods beside GET, HEAD and POST, which need no leave; `*` is every method.
   *
   * @default none
   */
  readonly allowMethods?: readonly CorsName[];
  /**
   * Request fields beside those that need no leave; `*` is every field.
   *
   * @default none
   */
  readonly allowHeaders?: readonly CorsName[];
  /**
   * Response fields that pages may read beside those that they may anyway; `*` is every field.
   *
   * @default none
   */
  readonly exposeHeaders?: readonly CorsName[];
  /**
   * Whether pages may use cookies and other credentials. Every `*` then stands for what the request names, since
   * browsers refuse it.
   *
   * @default false
   */
  readonly allowCredentials?: boolean;
  /**
   * Seconds for which a browser remembers the answer to a preflight request.
   *
   * @asType integer
   * @minimum 1
   * @maximum 2147483647
   * @default 5
   */
  readonly maxAge?: number;
}

/**
 * Where a page comes from: scheme, host and perhaps a port (RFC 6454).
 *
 * @title origin
 * @pattern ^(\*|[a-z][a-z0-9+.-]*:\/\/(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?|[a-z][a-z0-9+.-]*:\/\/\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?)$
 * @patternErrorMessage write "*", or a scheme, "://" and a host without path, as in "https://*.example.com"
 * @maxLength 253
 */
export type CorsOrigin = string;

/**
 * A method or a field name, or `*`.
 *
 * @title name
 * @pattern ^[A-Za-z0-9!#$%&'*+.^_`|~-]+$
 * @patternErrorMessage write letters, digits and !#$%&'*+-.^_`|~ alone, or "*"
 * @maxLength 256
 */
export type CorsName = string;

/**
 * Compresses responses for clients that take it (`Accept-Encoding`, RFC 9110 section 12.5.3). A response that is encoded
 * already, a part of one, or marked `no-transform` stays as it is. A strong `ETag` becomes a weak one.
 */
export interface Compression {
  readonly type: "Compression";
  /**
   * Which may be used; of those that a client takes equally well, the first. `zstd` is left out where Node has none.
   *
   * @minItems 1
   * @default ["zstd", "br", "gzip"]
   */
  readonly algorithms?: readonly ("zstd" | "br" | "gzip")[];
  /**
   * Media types, without parameters; `text/*` is every kind of text.
   *
   * @minItems 1
   * @default text without event streams, JSON, XML, JavaScript, WebAssembly, SVG, and fonts that are not compressed already
   */
  readonly contentTypes?: readonly MediaRange[];
  /**
   * Bytes below which a response whose length is known stays as it is.
   *
   * @asType integer
   * @minimum 0
   * @default 1024
   */
  readonly minimumBytes?: number;
}

/**
 * A media type without parameters (RFC 9110 section 8.3.1), or all of one type.
 *
 * @title media type
 * @pattern ^[A-Za-z0-9!#$&^_.+-]+\/([A-Za-z0-9!#$&^_.+-]+|\*)$
 * @patternErrorMessage write a type and a subtype, as in "text/html" or "text/*"
 * @maxLength 128
 */
export type MediaRange = string;

/** Replaces the bodies of responses by their status, those of the service and those that the proxy gives by itself. */
export interface ErrorPages {
  readonly type: "ErrorPages";
  /**
   * The first whose statuses fit is used.
   *
   * @minItems 1
   */
  readonly pages: readonly ErrorPage[];
}

/** One page; exactly one of `body` and `file` is given. The status stays. */
export interface ErrorPage {
  /** @minItems 1 */
  readonly statuses: readonly ErrorStatusRange[];
  /**
   * @pattern ^[\t -~\xa0-\xff]*$
   * @patternErrorMessage write it on one line, in letters and signs of Latin-1, which alone can be sent
   * @default "text/html; charset=utf-8"
   */
  readonly contentType?: string;
  readonly body?: string;
  /** A text in UTF-8, seen from the Topology's folder. */
  readonly file?: string;
}

/**
 * A status (`"404"`) or a range of them, both ends included (`"500-599"`).
 *
 * @title status or range
 * @pattern ^[45][0-9]{2}(-[45][0-9]{2})?$
 * @patternErrorMessage write a status from 400 to 599 or a range, as in "404" or "500-599"
 */
export type ErrorStatusRange = string;
