/**
 * The name of an edge, listener, router, route, service or certificate; unique within its list.
 *
 * @pattern ^[A-Za-z0-9.-]+$
 * @minLength 1
 * @maxLength 63
 */
export type Name = string;

/**
 * A Gateway API duration (GEP-2257): one to four pairs of digits and a unit, `h`, `m`, `s` or `ms`, such as
 * `"500ms"`, `"10s"` or `"1m30s"`. `"0s"` turns a limit off where a field says so.
 *
 * @pattern ^([0-9]{1,5}(h|m|s|ms)){1,4}$
 */
export type Duration = string;

/**
 * An exact host name (`shop.example.com`) or a wildcard (`*.example.com`), which stands for one or more labels and
 * never for the apex. Upper case is folded; a port or a trailing dot is an error.
 *
 * @minLength 1
 * @maxLength 253
 */
export type Hostname = string;

/**
 * A TCP or UDP port.
 *
 * @asType integer
 * @minimum 1
 * @maximum 65535
 */
export type Port = number;

/**
 * A share relative to the sum of all weights beside it; 0 takes no traffic.
 *
 * @asType integer
 * @minimum 0
 * @maximum 1000000
 */
export type Weight = number;

/**
 * An address range in CIDR notation, IPv4 or IPv6: `10.0.0.0/8`, `2001:db8::/32`.
 *
 * @minLength 1
 */
export type Cidr = string;
