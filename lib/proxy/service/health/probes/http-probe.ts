import { request } from "node:http";
import type { HttpHealthCheck } from "../../../../topology";
import { parseStatusRanges, statusExpected } from "./expected-statuses";
import { failure, type Probe, SUCCESS, Verdict } from "./probe";

/** A GET on a connection of its own. */
export function httpProbe({ port, path = "/", expectedStatuses = ["200-399"] }: HttpHealthCheck): Probe {
  const expected = parseStatusRanges(expectedStatuses);
  return (instance, timeout, done) => {
    const sent = request({
      host: instance.address,
      port: port ?? instance.port,
      path,
      agent: false,
      headers: { "user-agent": "portico-health-check", connection: "close" },
    });
    const verdict = new Verdict(timeout, done, () => sent.destroy());
    sent.on("error", (error) => verdict.give(failure(error.message)));
    sent.on("response", ({ statusCode = 0 }) => {
      verdict.give(statusExpected(expected, statusCode) ? SUCCESS : failure(`answered ${statusCode}`));
    });
    sent.end();
    return () => verdict.cancel();
  };
}
