import type { Socket } from "node:net";
import type { HttpPolicy } from "../../engine";
import { detached } from "../detached";
import { clientCertificateField, forwardedLines } from "../forwarded-fields";
import { clientAddress } from "./client-address";
import { type Arrival, forwardedFacts } from "./client-origin";
import type { RequestHead } from "./request-head";
import type { RequestParser } from "./wire/request-parser";

/** What was learned of a client before its first request. */
export interface Handshake {
  /** Where it is, as a proxy in front has said it; without one it is where the connection comes from. */
  readonly sourceAddress?: string | undefined;
  /** What it asked for (SNI), over TLS. */
  readonly serverName?: string | undefined;
  /** What it has shown, as DER, over TLS. */
  readonly certificate?: Buffer | undefined;
}

/** Where the requests of a connection come from. */
export class ConnectionOrigin implements Arrival {
  /** The peer's, or that of the client for which it has opened the connection. */
  readonly peerAddress: string;
  readonly serverName: string | undefined;
  readonly clientCertificate: string | undefined;
  /** Who may say where requests come from; `undefined` where the peer is none of them. */
  private readonly proxies: HttpPolicy["trustedProxies"];
  private forwardedHost = "";
  private forwarded = "";

  constructor(
    private readonly socket: Socket,
    { sourceAddress, serverName, certificate }: Handshake,
    { trustedProxies }: HttpPolicy,
  ) {
    this.peerAddress = sourceAddress ?? addressOfPeer(socket.remoteAddress);
    this.serverName = serverName;
    this.clientCertificate = certificate && clientCertificateField(certificate);
    this.proxies = trustedProxies?.includes(this.peerAddress) === true ? trustedProxies : undefined;
  }

  /**
   * Whether the connection was reset. It has no address any more, while what was sent before can still be read: it would
   * pass every list of addresses, and get no answer anyway.
   */
  get gone(): boolean {
    return this.peerAddress === "";
  }

  get trusted(): boolean {
    return this.proxies !== undefined;
  }

  /** Whose request this is: the peer's, or that of a client behind it. */
  sourceOf(message: RequestParser): string {
    return this.proxies === undefined ? this.peerAddress : clientAddress(message, this.peerAddress, this.proxies);
  }

  /** The listener's own address and port, as the client has them. */
  get ownAuthority(): string {
    const { localAddress = "localhost", localPort, localFamily } = this.socket;
    return `${localFamily === "IPv6" ? `[${localAddress}]` : localAddress}:${localPort}`;
  }

  /** What a service is told of where a request came from, as lines. They are the same for most of a connection. */
  forwardedLinesFor(head: RequestHead, secure: boolean, port: number): string {
    const { host } = head.target;
    if (host === this.forwardedHost && !this.trusted) return this.forwarded;
    const lines = forwardedLines(forwardedFacts(head, this, secure, port));
    if (this.trusted) return lines;
    // They stay while the connection is at rest, when nothing else of the request does.
    this.forwardedHost = detached(host);
    this.forwarded = detached(lines);
    return this.forwarded;
  }
}

/** An IPv4 client of a socket that takes both versions is named by its IPv4 address. */
function addressOfPeer(address: string | undefined): string {
  if (address === undefined) return "";
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
