import { once } from "node:events";
import { connect } from "node:net";
import { Worker } from "node:worker_threads";
import type { Member } from "../../../../lib/topology";
import { afterTest } from "../../support/cleanup";

/** Listens, and then stands still for good, so that nothing is ever accepted. */
const LISTEN_AND_STOP = `
  const { parentPort } = require("node:worker_threads");
  const server = require("node:net").createServer();
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;

/** More connections than the kernel completes for a server that accepts none. */
const BACKLOG = 4;

/** A member to which no connection is ever made or refused. */
export async function silentMember(): Promise<Member> {
  const worker = new Worker(LISTEN_AND_STOP, { eval: true });
  afterTest(() => worker.terminate());
  const [port] = (await once(worker, "message")) as [number];
  for (let index = 0; index < BACKLOG; index++) {
    const filler = connect(port, "127.0.0.1").on("error", () => {});
    afterTest(() => filler.destroy());
  }
  return { address: "127.0.0.1", port };
}
