import { type RequestOptions, request } from "node:http";
import { request as requestTls } from "node:https";
import type { HttpHealthCheck } from "../../../../topology";
import { upstreamOptions } from "../../../tls";
import { parseStatusRanges, statusExpected } from "./expected-statuses";
import { http2Probe } from "./http2-probe";
import { failure, type Probe, SUCCESS, Verdict } from "./probe";

/** A GET on a connection of its own, in HTTP/2 where requests go to that port in HTTP/2. */
export function httpProbe({ port, path = "/", expectedStatuses = ["200-399"] }: HttpHealthCheck): Probe {
  const expected = parseStatusRanges(expectedStatuses);
  const inHttp2 = http2Probe(path, expected);
  return (instance, timeout, done) => {
    if (instance.http2 === true && (port ?? instance.port) === instance.port) return inHttp2(instance, timeout, done);
    const options: RequestOptions = {
      host: instance.address,
      port: port ?? instance.port,
      path,
      agent: false,
      headers: { "user-agent": "portico-health-check", connection: "close" },
    };
    const { tls } = instance;
    const sent =
      tls === undefined ? request(options) : requestTls({ ...options, ...upstreamOptions(tls, instance.address) });
    const verdict = new Verdict(timeout, done, () => sent.destroy());
    sent.on("error", (error) => verdict.give(failure(error.message)));
    sent.on("response", ({ statusCode = 0 }) => {
      verdict.give(statusExpected(expected, statusCode) ? SUCCESS : failure(`answered ${statusCode}`));
    });
    sent.end();
    return () => verdict.cancel();
  };
}
