import { connect } from "node:http2";
import { type StatusSpan, statusExpected } from "./expected-statuses";
import { failure, type Probe, SUCCESS, Verdict } from "./probe";

/** A GET in HTTP/2 without TLS, on a connection of its own. */
export function http2Probe(path: string, expected: readonly StatusSpan[]): Probe {
  return ({ address, port }, timeout, done) => {
    const session = connect(`http://${address.includes(":") ? `[${address}]` : address}:${port}`);
    const verdict = new Verdict(timeout, done, () => session.destroy());
    const fail = (error: Error): void => verdict.give(failure(error.message));
    session.on("error", fail);
    const stream = session.request({ ":path": path, "user-agent": "portico-health-check" }, { endStream: true });
    stream.on("error", fail);
    stream.on("response", ({ ":status": status = 0 }) => {
      verdict.give(statusExpected(expected, status) ? SUCCESS : failure(`answered ${status}`));
    });
    stream.on("close", () => verdict.give(failure("did not answer")));
    return () => verdict.cancel();
  };
}
