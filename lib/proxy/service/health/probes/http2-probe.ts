import { type StatusSpan, statusExpected } from "./expected-statuses";
import { http2Session } from "./http2-session";
import { failure, type Probe, SUCCESS, Verdict } from "./probe";

/** A GET in HTTP/2 on a connection of its own. */
export function http2Probe(path: string, expected: readonly StatusSpan[]): Probe {
  return (instance, timeout, done) => {
    const fail = (error: Error): void => verdict.give(failure(error.message));
    const session = http2Session(instance, instance.port, fail);
    const verdict = new Verdict(timeout, done, () => session.destroy());
    const stream = session.request({ ":path": path, "user-agent": "portico-health-check" }, { endStream: true });
    stream.on("error", fail);
    stream.on("response", ({ ":status": status = 0 }) => {
      verdict.give(statusExpected(expected, status) ? SUCCESS : failure(`answered ${status}`));
    });
    stream.on("close", () => verdict.give(failure("did not answer")));
    return () => verdict.cancel();
  };
}
