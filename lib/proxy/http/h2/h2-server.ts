import {
  constants,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from "node:http2";
import type { Socket } from "node:net";
import type { Timer, TimerOwner, TimerWheel } from "../../time";
import type { ClientStream } from "../h1/byte-stream";
import type { HttpLimits } from "../limits";
import { type Addresses, RequestStream } from "./request-stream";
import { requestText } from "./request-text";

/** The greatest number of a stream: none is left out. */
const EVERY_STREAM = 2 ** 31 - 1;
const END_STREAM = constants.NGHTTP2_FLAG_END_STREAM;

/** What is served of a connection's requests. */
export interface H2Owner<Handshake> {
  /** The current ones: connections that come take them up. */
  readonly limits: HttpLimits;
  readonly wheel: TimerWheel;
  /** Whether connections are to end after the requests under way. */
  readonly lastResponses: boolean;
  /** Serves one request. */
  serveStream(stream: ClientStream, handshake: Handshake): void;
}

/**
 * Serves HTTP/2 on connections that something else has accepted: Node's own sessions on them, and each of their streams
 * as a connection of HTTP/1.1 with one request.
 */
export class H2Server<Handshake> {
  private server: Http2Server;
  private limits: HttpLimits;
  private readonly sessions = new Set<ClientSession<Handshake>>();

  constructor(private readonly owner: H2Owner<Handshake>) {
    this.limits = owner.limits;
    this.server = createServer(optionsOf(owner.limits));
  }

  /** @param received what was read of the connection already, its preface first */
  accept(socket: Socket, handshake: Handshake, received?: Buffer): void {
    if (received !== undefined) socket.unshift(received);
    if (this.owner.limits !== this.limits) {
      this.limits = this.owner.limits;
      this.server = createServer(optionsOf(this.limits));
    }
    const begun = (session: ServerHttp2Session): void => {
      const client = new ClientSession(session, socket, handshake, this.owner, () => this.sessions.delete(client));
      this.sessions.add(client);
    };
    this.server.once("session", begun);
    this.server.emit("connection", socket);
    this.server.off("session", begun);
  }

  /** Tells clients that connections end; what they have begun is served, and what they begin before they know. */
  announceEnd(): void {
    for (const session of this.sessions) session.announceEnd();
  }

  /** Ends connections after the requests under way. */
  end(): void {
    for (const session of this.sessions) session.end();
  }
}

function optionsOf(limits: HttpLimits): ServerOptions {
  return {
    settings: {
      maxConcurrentStreams: limits.streams,
      maxHeaderListSize: 2 * limits.head,
      enableConnectProtocol: true,
    },
    // More than is taken, so that a request with too many fields can be told so.
    maxHeaderListPairs: 2 * limits.fieldCount + 8,
    maxSettings: 32,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    maxSessionMemory: 10,
    maxOutstandingPings: 10,
  };
}

/** A client's connection. */
class ClientSession<Handshake> implements TimerOwner {
  private readonly timer: Timer;
  private readonly addresses: Addresses;
  private open = 0;

  constructor(
    private readonly session: ServerHttp2Session,
    socket: Socket,
    private readonly handshake: Handshake,
    private readonly owner: H2Owner<Handshake>,
    onClose: () => void,
  ) {
    const { remoteAddress, localAddress, localPort, localFamily } = socket;
    this.addresses = { remoteAddress, localAddress, localPort, localFamily };
    this.timer = owner.wheel.create(this);
    this.timer.set(performance.now() + owner.limits.headTime);
    session.on("stream", (stream, _headers, flags, raw?: readonly string[]) => this.begin(stream, flags, raw ?? []));
    // Closing comes after it.
    session.on("error", () => {});
    session.on("close", () => {
      this.timer.end();
      onClose();
    });
    // A client that sends nothing more is served what it has asked for.
    socket.on("end", () => this.end());
  }

  announceEnd(): void {
    if (!this.session.closed && !this.session.destroyed) this.session.goaway(constants.NGHTTP2_NO_ERROR, EVERY_STREAM);
  }

  end(): void {
    if (!this.session.closed) this.session.close();
  }

  /** Nothing was asked for a while. */
  timerExpired(): void {
    if (this.session.closed) this.session.destroy();
    else this.end();
    // Who does not read what it is told is not waited for.
    if (!this.session.destroyed) this.timer.set(performance.now() + this.owner.limits.linger);
  }

  private begin(stream: ServerHttp2Stream, flags: number, raw: readonly string[]): void {
    const request = requestText(raw, (flags & END_STREAM) !== 0);
    if (request === undefined) {
      stream.on("error", () => {});
      stream.close(constants.NGHTTP2_PROTOCOL_ERROR);
      return;
    }
    this.open += 1;
    this.timer.clear();
    stream.on("close", () => this.streamClosed());
    this.owner.serveStream(new RequestStream(stream, request, this.addresses), this.handshake);
    if (this.owner.lastResponses) this.end();
  }

  private streamClosed(): void {
    this.open -= 1;
    if (this.open === 0 && !this.session.destroyed) this.timer.set(performance.now() + this.owner.limits.keepAlive);
  }
}
