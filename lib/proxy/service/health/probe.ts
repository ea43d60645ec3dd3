import { request } from "node:http";
import { connect } from "node:net";
import type { HealthCheck, HttpHealthCheck } from "../../../topology";
import type { Instance } from "../../engine";
import { parseStatusRanges, statusExpected } from "./expected-statuses";

/** What came of one check; `reason` says what was wrong. */
export type ProbeResult = { readonly success: true } | { readonly success: false; readonly reason: string };

/**
 * Checks an instance once.
 *
 * @param timeout milliseconds
 * @param done called exactly once, unless cancelled
 * @returns cancels the check
 */
export type Probe = (instance: Instance, timeout: number, done: (result: ProbeResult) => void) => () => void;

/** The probe that a health check stands for. */
export function createProbe(check: HealthCheck): Probe {
  switch (check.type) {
    case "HTTP":
      return httpProbe(check);
    case "TCP":
      return tcpProbe(check.port);
    case "GRPC":
      throw new RangeError("gRPC health checks are refused before a service is made");
  }
}

function httpProbe(check: HttpHealthCheck): Probe {
  const expected = parseStatusRanges(check.expectedStatuses ?? ["200-399"]);
  return (instance, timeout, done) => {
    const port = check.port ?? instance.port;
    const sent = request({
      host: instance.address,
      port,
      path: check.path ?? "/",
      agent: false,
      headers: { "user-agent": "portico-health-check", connection: "close" },
    });
    const end = once(done, timeout, () => sent.destroy());
    sent.on("error", (error) => end(failure(error.message)));
    sent.on("response", (response) => {
      const status = response.statusCode ?? 0;
      end(statusExpected(expected, status) ? { success: true } : failure(`answered ${status}`));
    });
    sent.end();
    return end.cancel;
  };
}

function tcpProbe(port: number | undefined): Probe {
  return (instance, timeout, done) => {
    const socket = connect({ host: instance.address, port: port ?? instance.port });
    const end = once(done, timeout, () => socket.destroy());
    socket.on("error", (error) => end(failure(error.message)));
    socket.on("connect", () => end({ success: true }));
    return end.cancel;
  };
}

function failure(reason: string): ProbeResult {
  return { success: false, reason };
}

interface End {
  (result: ProbeResult): void;
  cancel(): void;
}

/** Passes on the first result, or the timeout as one, and tidies up. */
function once(done: (result: ProbeResult) => void, timeout: number, tidy: () => void): End {
  let ended = false;
  const finish = (): boolean => {
    if (ended) return false;
    ended = true;
    clearTimeout(timer);
    tidy();
    return true;
  };
  const end = (result: ProbeResult): void => {
    if (finish()) done(result);
  };
  const timer = setTimeout(() => end(failure(`no answer within ${timeout} ms`)), timeout);
  return Object.assign(end, { cancel: () => void finish() });
}
