import ipaddr from "ipaddr.js";
import { excerpt } from "./excerpt";
import { type Refusal, refuse } from "./refusal";

/** A Host header field, taken apart. */
export interface NormalizedHost {
  /** Lower case, without port and trailing dot. An IPv6 address keeps its brackets and has its canonical form. */
  readonly hostname: string;
  /** As the client wrote it; `undefined` where it wrote none. */
  readonly port: number | undefined;
}

const PLAIN = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const WITH_PORT = /^(\[[^\]]*\]|[^:]*)(?::([0-9]*))?$/;
const LONGEST_HOSTNAME = 253;
const LONGEST_LABEL = 63;
const LAST_PORT = 65_535;

/**
 * Takes a Host header field (RFC 9110 section 7.2) apart into what hostnames are matched against.
 *
 * Refused: an empty one, user information, a port outside 0 to 65535, and host names with anything but letters, digits,
 * `-`, `_` and `.`, with an empty label, a label of more than 63 characters, or more than 253 characters in all.
 */
export function normalizeHost(host: string): NormalizedHost | Refusal {
  if (host !== lastHost) {
    lastResult = normalize(host);
    lastHost = host;
  }
  return lastResult;
}

/** Most requests are for the same host as the one before. */
let lastHost = "";
let lastResult: NormalizedHost | Refusal = normalize(lastHost);

function normalize(host: string): NormalizedHost | Refusal {
  if (host.length <= LONGEST_LABEL && PLAIN.test(host)) return { hostname: host, port: undefined };
  const parts = WITH_PORT.exec(host);
  if (parts === null) return invalid(host);
  const [, name = "", digits = ""] = parts;
  const port = digits === "" ? undefined : Number(digits);
  if (port !== undefined && port > LAST_PORT) return refuse(`the port in the Host is above ${LAST_PORT}`);
  const hostname = name.startsWith("[") ? normalizeAddress(name) : normalizeName(name);
  return hostname === undefined ? invalid(host) : { hostname, port };
}

function normalizeName(name: string): string | undefined {
  const folded = name.toLowerCase();
  const hostname = folded.endsWith(".") ? folded.slice(0, -1) : folded;
  if (hostname.length > LONGEST_HOSTNAME || !PLAIN.test(hostname)) return undefined;
  if (hostname.length <= LONGEST_LABEL) return hostname;
  return hostname.split(".").every((label) => label.length <= LONGEST_LABEL) ? hostname : undefined;
}

function normalizeAddress(bracketed: string): string | undefined {
  const address = bracketed.slice(1, -1);
  if (address.includes("%") || !ipaddr.IPv6.isValid(address)) return undefined;
  return `[${ipaddr.IPv6.parse(address).toRFC5952String()}]`;
}

function invalid(host: string): Refusal {
  if (host === "") return refuse("the Host is empty");
  if (host.includes("@")) return refuse("the Host holds user information");
  return refuse(`the Host ${excerpt(host)} is not a host name or address with an optional port`);
}
