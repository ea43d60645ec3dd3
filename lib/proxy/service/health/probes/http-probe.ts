import { type RequestOptions, request } from "node:http";
import { request as requestTls } from "node:https";
import type { HttpHealthCheck } from "../../../../topology";
import { upstreamOptions } from "../../../tls";
import { parseStatusRanges, statusExpected } from "./expected-statuses";
import { failure, type Probe, SUCCESS, Verdict } from "./probe";

/** A GET on a connection of its own. */
export function httpProbe({ port, path = "/", expectedStatuses = ["200-399"] }: HttpHealthCheck): Probe {
  const expected = parseStatusRanges(expectedStatuses);
  return (instance, timeout, done) => {
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
