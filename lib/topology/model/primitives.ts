/**
 * The name of an edge, listener, router, route, service or certificate; unique within its list.
 *
 * @title name
 * @pattern ^[A-Za-z0-9.-]+$
 * @patternErrorMessage write letters, digits, "-" and "." alone
 * @minLength 1
 * @maxLength 63
 */
export type Name = string;

/**
 * A Gateway API duration (GEP-2257): one to four pairs of digits and a unit, `h`, `m`, `s` or `ms`, such as
 * `"500ms"`, `"10s"` or `"1m30s"`. `"0s"` turns a limit off where a field says so.
 *
 * @title duration
 * @pattern ^([0-9]{1,5}(h|m|s|ms)){1,4}$
 * @patternErrorMessage write one to four pairs of digits and h, m, s or ms, as in "500ms", "10s" or "1m30s"
 */
export type Duration = string;

/**
 * An exact host name (`shop.example.com`) or a wildcard (`*.example.com`), which stands for one or more labels and
 * never for the apex. Upper case is folded; a port or a trailing dot is an error.
 *
 * @title hostname
 * @minLength 1
 * @maxLength 253
 */
export type Hostname = string;

/**
 * A TCP or UDP port.
 *
 * @title port
 * @asType integer
 * @minimum 1
 * @maximum 65535
 */
export type Port = number;

/**
 * A share relative to the sum of all weights beside it; 0 takes no traffic.
 *
 * @title weight
 * @asType integer
 * @minimum 0
 * @maximum 1000000
 */
export type Weight = number;

/**
 * An address range in CIDR notation, IPv4 or IPv6: `10.0.0.0/8`, `2001:db8::/32`.
 *
 * @title address range
 * @minLength 1
 */
export type Cidr = string;

/**
 * A field name (RFC 9110 section 5.1), compared without regard to case.
 *
 * @title header name
 * @pattern ^[A-Za-z0-9!#$%&'*+.^_`|~-]+$
 * @patternErrorMessage write letters, digits and !#$%&'*+-.^_`|~ alone, as in "x-canary"
 * @minLength 1
 * @maxLength 256
 */
export type HeaderName = string;
