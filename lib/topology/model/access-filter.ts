import type { Cidr, Duration, HeaderName, Name } from "./primitives";

/**
 * Lets a request through where it names a user and the right password (RFC 7617), and answers 401 otherwise. Exactly one
 * of `users` and `usersFile` is given. The service does not get the `Authorization` field. Use it with HTTPS: the
 * password comes with each request, as clear text.
 */
export interface BasicAuth {
  readonly type: "BasicAuth";
  /**
   * What the password is for, as clients show it.
   *
   * @pattern ^[ !#-\[\]-~]*$
   * @patternErrorMessage write printable ASCII without quotation marks and backslashes
   * @maxLength 256
   * @default "Restricted"
   */
  readonly realm?: string;
  /**
   * Lines of an `htpasswd` file, `NAME:HASH`, with hashes of bcrypt (`$2y$`), Apache's MD5 (`$apr1$`) or SHA-1
   * (`{SHA}`). Prefer bcrypt: the others are quick to guess.
   *
   * @minItems 1
   */
  readonly users?: readonly string[];
  /** A file of such lines, seen from the Topology's folder. Empty lines and those that begin with `#` are left out. */
  readonly usersFile?: string;
}

/**
 * Asks another service whether a request may pass: 2xx lets it through, any other status is what the client gets, with
 * its body. Where that service does not answer, nobody passes: 503.
 *
 * It is asked with GET, the client's header fields without those of the body, and `X-Forwarded-Method`, `-Uri`, `-Proto`,
 * `-Host`, `-Port` and `-For`, which tell of the request.
 */
export interface ForwardAuth {
  readonly type: "ForwardAuth";
  /** The service that decides. */
  readonly service: Name;
  /**
   * The path of the GET; a query may follow.
   *
   * @pattern ^/[!-~]*$
   * @patternErrorMessage start it with "/", and escape what is not printable ASCII
   * @maxLength 1024
   * @default "/"
   */
  readonly path?: string;
  /**
   * Names of the client's fields that the service is asked with.
   *
   * @default all of them but `X-Original-*` and `X-Rewrite-URL`, by which a client could have another request judged
   */
  readonly requestHeaders?: readonly HeaderName[];
  /**
   * Names of fields of its answer that go on with a request that passes, in place of the client's own. A field that the
   * answer has not is taken away. Fields of the connection and Host are not among them.
   *
   * @default none
   */
  readonly responseHeaders?: readonly HeaderName[];
  /**
   * How long it may take to answer.
   *
   * @default "5s"
   */
  readonly timeout?: Duration;
}

/**
 * Answers 403 to clients by their address. `deny` is looked at first; where `allow` is given, an address in none of its
 * ranges is denied as well. At least one of the two is given.
 */
export interface IpAccess {
  readonly type: "IPAccess";
  /** @minItems 1 */
  readonly allow?: readonly Cidr[];
  /** @minItems 1 */
  readonly deny?: readonly Cidr[];
}

/**
 * Answers 429 to whoever asks too often. Everyone has a bucket of `burst` tokens that fills at a rate of `requests` in
 * each `interval`, and each request takes one. Each worker and each copy of the proxy counts by itself.
 */
export interface RateLimit {
  readonly type: "RateLimit";
  /**
   * @asType integer
   * @minimum 1
   * @maximum 1000000
   */
  readonly requests: number;
  /** @default "1s" */
  readonly interval?: Duration;
  /**
   * How many may come at once after a pause.
   *
   * @asType integer
   * @minimum 1
   * @maximum 1000000
   * @default `requests`
   */
  readonly burst?: number;
  /**
   * Who is counted: `source`, the client's address (of IPv6, the network of 64 bits), `header:NAME` or
   * `cookie:NAME`. A request without that field or cookie counts for its address.
   *
   * @pattern ^((header|cookie):[A-Za-z0-9!#$%&'*+.^_`|~-]+|source)$
   * @patternErrorMessage write "header:NAME", "cookie:NAME" or "source"
   * @default "source"
   */
  readonly key?: string;
}

/** Answers 413 to requests with a longer body. */
export interface MaxBodySize {
  readonly type: "MaxBodySize";
  /**
   * @asType integer
   * @minimum 0
   * @maximum 9007199254740991
   */
  readonly bytes: number;
}
