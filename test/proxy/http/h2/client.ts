import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type ClientSessionOptions,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from "node:http2";
import type { EchoReply } from "../../../../lib/echo";
import { afterTest } from "../../support/cleanup";

/** A response as a client of HTTP/2 gets it. */
export interface Http2Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly trailers: IncomingHttpHeaders;
  /** Whether the head was all of it: no frame of data came after. */
  readonly headAlone: boolean;
  /** What the stream was closed with. */
  readonly code: number;
}

export interface Http2Request {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** A connection by prior knowledge, until the test ends. */
export function openHttp2(port: number, options: ClientSessionOptions = {}): ClientHttp2Session {
  return opened(connect(`http://127.0.0.1:${port}`, options));
}

/** A connection over TLS, until the test ends. */
export function openHttps2(port: number, options: SecureClientSessionOptions = {}): ClientHttp2Session {
  return opened(connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false, ...options }));
}

function opened(session: ClientHttp2Session): ClientHttp2Session {
  session.on("error", () => {});
  afterTest(() => session.destroy());
  return session;
}

/** Sends a request and reads the whole response; rejects where the stream ends without one. */
export function fetchOver(session: ClientHttp2Session, path: string, request: Http2Request = {}): Promise<Http2Reply> {
  const { method = "GET", headers = {}, body } = request;
  const stream = session.request({ ":method": method, ":path": path, ...headers }, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  return replyOn(stream);
}

export function replyOn(stream: ClientHttp2Stream): Promise<Http2Reply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let headers: IncomingHttpHeaders | undefined;
    let trailers: IncomingHttpHeaders = {};
    let headAlone = false;
    stream.on("response", (fields, flags) => {
      headers = fields;
      headAlone = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    });
    stream.on("trailers", (fields) => {
      trailers = fields;
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", reject);
    stream.on("close", () => {
      if (headers === undefined) {
        reject(new Error(`closed with ${stream.rstCode}, without a response`));
        return;
      }
      const body = Buffer.concat(chunks).toString("utf8");
      resolve({ status: Number(headers[":status"]), headers, body, trailers, headAlone, code: stream.rstCode ?? 0 });
    });
  });
}

/** The request as an echo service saw it. */
export async function echoOver(session: ClientHttp2Session, path: string, request?: Http2Request): Promise<EchoReply> {
  const reply = await fetchOver(session, path, request);
  if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${reply.body}`);
  return JSON.parse(reply.body) as EchoReply;
}
