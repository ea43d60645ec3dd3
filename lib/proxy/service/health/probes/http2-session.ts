import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Instance } from "../../../engine";
import { http2Problem, mayUseHttp2, NO_HTTP2, upstreamOptions } from "../../../tls";

/**
 * A connection of HTTP/2 for one check, over TLS where the instance is spoken to so.
 *
 * @param onProblem told why it is of no use
 */
export function http2Session(
  { address: host, tls }: Instance,
  port: number,
  onProblem: (error: Error) => void,
): ClientHttp2Session {
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const session = connect(`${tls === undefined ? "http" : "https"}://${authority}`, {
    createConnection: () =>
      tls === undefined ? connectTcp({ host, port }) : connectTls({ host, port, ...upstreamOptions(tls, host, "h2") }),
  });
  session.on("error", (error) => onProblem(http2Problem(error)));
  session.on("connect", (_session, socket) => {
    if (!mayUseHttp2(socket)) onProblem(new Error(NO_HTTP2));
  });
  return session;
}
