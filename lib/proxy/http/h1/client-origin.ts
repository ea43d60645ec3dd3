import type { ForwardedFacts } from "../forwarded-fields";
import type { RequestHead } from "./request-head";
import { FORWARDED } from "./wire/field-kind";
import { has } from "./wire/field-section";

/** The connection that a request came by. */
export interface Arrival {
  /** Where the connection comes from. */
  readonly peerAddress: string;
  /** Whether its peer is a proxy that is believed. */
  readonly trusted: boolean;
  /** What services are told of the certificate that the client has shown. */
  readonly clientCertificate: string | undefined;
}

/**
 * What a service is told about where a request came from.
 *
 * @param port the listener's
 */
export function forwardedFacts(head: RequestHead, arrival: Arrival, secure: boolean, port: number): ForwardedFacts {
  const { peerAddress, trusted, clientCertificate } = arrival;
  const scheme = secure ? "https" : "http";
  const own = { sourceAddress: peerAddress, scheme, host: head.target.host, port, clientCertificate };
  if (!trusted || !has(head.message, FORWARDED)) return own;
  const before = head.header("x-forwarded-for");
  const forwarded = head.header("forwarded");
  return {
    sourceAddress: before === undefined ? peerAddress : `${before}, ${peerAddress}`,
    scheme: head.header("x-forwarded-proto") ?? own.scheme,
    host: head.header("x-forwarded-host") ?? own.host,
    port: head.header("x-forwarded-port") ?? own.port,
    clientCertificate,
    forwarded: forwarded === undefined ? undefined : `${forwarded}, for=${node(peerAddress)}`,
  };
}

/** An address as RFC 7239 section 6 has it. */
function node(address: string): string {
  return address.includes(":") ? `"[${address}]"` : address;
}
