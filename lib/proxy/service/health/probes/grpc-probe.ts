import type { ClientHttp2Stream } from "node:http2";
import type { GrpcHealthCheck } from "../../../../topology";
import { HEALTH_REQUEST, saysServing } from "./grpc-message";
import { http2Session } from "./http2-session";
import { failure, type Probe, type ProbeResult, SUCCESS, Verdict } from "./probe";

/** Longer answers than this are none to a health check. */
const LONGEST_ANSWER = 1024;

/** The gRPC health checking protocol (`grpc.health.v1.Health/Check`) over HTTP/2. */
export function grpcProbe({ port }: GrpcHealthCheck): Probe {
  return (instance, timeout, done) => {
    const fail = (error: Error): void => verdict.give(failure(error.message));
    const session = http2Session(instance, port ?? instance.port, fail);
    const verdict = new Verdict(timeout, done, () => session.destroy());
    const stream = session.request({
      ":method": "POST",
      ":path": "/grpc.health.v1.Health/Check",
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.on("error", fail);
    readAnswer(stream, (result) => verdict.give(result));
    stream.end(HEALTH_REQUEST);
    return () => verdict.cancel();
  };
}

function readAnswer(stream: ClientHttp2Stream, give: (result: ProbeResult) => void): void {
  let status: unknown;
  let body = Buffer.alloc(0);
  // A server that refuses says so in its first fields, one that answers in its trailer fields.
  stream.on("response", (fields) => {
    if (fields[":status"] !== 200) give(failure(`answered ${fields[":status"]}`));
    status = fields["grpc-status"];
  });
  stream.on("trailers", (fields) => {
    status = fields["grpc-status"];
  });
  stream.on("data", (chunk: Buffer) => {
    body = Buffer.concat([body, chunk]);
    if (body.length > LONGEST_ANSWER) give(failure("answered at too great a length"));
  });
  stream.on("end", () => {
    if (status !== "0") give(failure(`answered with grpc-status ${status}`));
    else give(saysServing(body) ? SUCCESS : failure("is not serving"));
  });
}
