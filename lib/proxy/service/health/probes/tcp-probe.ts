import { connect } from "node:net";
import type { TcpHealthCheck } from "../../../../topology";
import { failure, type Probe, SUCCESS, Verdict } from "./probe";

/** A connection that is accepted, and closed at once. */
export function tcpProbe({ port }: TcpHealthCheck): Probe {
  return (instance, timeout, done) => {
    const socket = connect({ host: instance.address, port: port ?? instance.port });
    const verdict = new Verdict(timeout, done, () => socket.destroy());
    socket.on("error", (error) => verdict.give(failure(error.message)));
    socket.on("connect", () => verdict.give(SUCCESS));
    return () => verdict.cancel();
  };
}
