import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Instance } from "../../../engine";
import { http2Problem, mayUseHttp2, NO_HTTP2, upstreamOptions } from "../../../tls";
import type { HttpLimits } from "../../limits";
import type { FieldObject } from "../fields";
import { ServiceStream, type StreamOptions, type StreamSource } from "./service-stream";

/** One connection to an instance, for all requests that there are at one time. */
export class UpstreamSession implements StreamSource {
  readonly scheme: "http" | "https";
  private readonly session: ClientHttp2Session;
  /** Those that wait for the connection to be made. */
  private readonly waiting = new Set<ServiceStream>();
  private readonly watch: NodeJS.Timeout;
  private connecting: NodeJS.Timeout | undefined;
  private connected = false;
  private served = false;
  private open = 0;
  private usedOfLate = true;
  private unanswered = false;
  private problem: Error | undefined;

  /** @param onUnusable called once it takes no more requests */
  constructor(
    instance: Instance,
    private readonly limits: HttpLimits,
    private readonly onUnusable: () => void,
  ) {
    const { tls } = instance;
    this.scheme = tls === undefined ? "http" : "https";
    this.session = connect(`${this.scheme}://instance`, {
      createConnection: () => socketTo(instance),
      settings: { enablePush: false, maxHeaderListSize: 2 * limits.head },
      maxHeaderListPairs: 2 * limits.fieldCount + 8,
    });
    const time = instance.limits?.connect ?? limits.connect;
    this.connecting = setTimeout(() => this.fail(`no connection within ${time} ms`), time);
    this.watch = setInterval(() => this.look(), limits.ping);
    this.watch.unref();
    this.session.on("connect", (_session, socket) => this.stands(socket));
    this.session.on("error", (error) => {
      this.problem = http2Problem(error);
    });
    // What is under way ends there, and what comes next goes elsewhere.
    this.session.on("goaway", () => this.retire());
    this.session.on("close", () => this.gone());
  }

  /** Requests that there may be at one time. */
  get capacity(): number {
    return this.connected
      ? (this.session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY)
      : FIRST_STREAMS;
  }

  begin(): ServiceStream {
    const stream = new ServiceStream(this, this.served);
    this.usedOfLate = true;
    this.waiting.add(stream);
    if (this.connected) process.nextTick(() => this.call(stream));
    return stream;
  }

  request(fields: FieldObject, options: StreamOptions): ClientHttp2Stream {
    const stream = this.session.request(fields, options);
    this.open += 1;
    this.usedOfLate = true;
    stream.on("close", () => {
      this.open -= 1;
      this.served = true;
    });
    return stream;
  }

  forget(stream: ServiceStream): void {
    this.waiting.delete(stream);
  }

  /** Ends the connection after the requests under way. */
  retire(): void {
    this.onUnusable();
    clearInterval(this.watch);
    if (!this.session.closed && !this.session.destroyed) this.session.close();
  }

  private stands(socket: Socket): void {
    clearTimeout(this.connecting);
    if (!mayUseHttp2(socket)) {
      this.fail(NO_HTTP2);
      return;
    }
    this.connected = true;
    for (const stream of [...this.waiting]) this.call(stream);
  }

  private call(stream: ServiceStream): void {
    if (this.waiting.delete(stream)) stream.emit("connect");
  }

  /** A connection that nobody uses is closed; one that does not answer any more must not keep its requests. */
  private look(): void {
    const { session } = this;
    if (this.unanswered) {
      this.fail(`no sign of life within ${this.limits.ping} ms`);
      return;
    }
    if (this.open === 0 && this.waiting.size === 0 && !this.usedOfLate) {
      this.retire();
      return;
    }
    this.usedOfLate = false;
    if (!this.connected || session.closed || session.destroyed) return;
    this.unanswered = session.ping(() => {
      this.unanswered = false;
    });
  }

  private fail(reason: string): void {
    this.problem = new Error(reason);
    this.onUnusable();
    this.session.destroy();
  }

  private gone(): void {
    clearTimeout(this.connecting);
    clearInterval(this.watch);
    this.onUnusable();
    for (const stream of [...this.waiting]) stream.destroy(this.problem ?? new Error("the connection was closed"));
  }
}

/** Until an instance has said how many requests it takes at one time: the least that RFC 9113 advises it to take. */
const FIRST_STREAMS = 100;

function socketTo({ address: host, port, tls }: Instance): Socket {
  const options = { host, port, noDelay: true, keepAlive: true };
  if (tls === undefined) return connectTcp(options);
  return connectTls({ ...options, ...upstreamOptions(tls, host, "h2") });
}
