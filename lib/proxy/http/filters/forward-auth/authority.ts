import { Agent, type IncomingMessage, request } from "node:http";
import type { Instance, Lease, Outcome, ServiceRuntime } from "../../../engine";
import { messageOf } from "../../../errors";

/** What the service has said. */
export interface Ruling {
  readonly status: number;
  /** Names and values in turn. */
  readonly fields: readonly string[];
  readonly body: string;
}

/** One question. */
export interface Question {
  readonly host: string;
  readonly path: string;
  readonly fields: readonly string[];
  readonly sourceAddress: string;
}

const MOST_TRIES = 3;
const MOST_BODY = 64 * 1024;
/** Shorter than what services keep connections for, so that few are closed just when they are used. */
const SPARE_MILLISECONDS = 4_000;

/** No connection was made: nothing was asked, and another instance may be. */
class Unreachable extends Error {}

/** Asks a service, on connections that are kept. */
export class Authority {
  private readonly agent = new Agent({ keepAlive: true, timeout: SPARE_MILLISECONDS, scheduling: "lifo" });

  /** @param timeout milliseconds for one question, all tries together */
  constructor(
    private readonly service: ServiceRuntime,
    private readonly timeout: number,
  ) {}

  /** @throws Error where no instance has answered as it should, and in time */
  async ask(question: Question): Promise<Ruling> {
    const deadline = performance.now() + this.timeout;
    const tried: Instance[] = [];
    let reason = `no instance of ${this.service.name} can be used`;
    while (tried.length < MOST_TRIES) {
      const lease = this.service.acquire({ sourceAddress: question.sourceAddress, tried });
      if (lease === undefined) break;
      if (tried.includes(lease.instance)) {
        lease.release("abandoned");
        break;
      }
      tried.push(lease.instance);
      try {
        return await this.askInstance(lease, question, deadline - performance.now());
      } catch (error) {
        reason = messageOf(error);
        if (!(error instanceof Unreachable)) break;
      }
    }
    throw new Error(reason);
  }

  private askInstance(lease: Lease, { host, path, fields }: Question, milliseconds: number): Promise<Ruling> {
    const { address, port } = lease.instance;
    return new Promise((resolve, reject) => {
      const headers = ["Host", host, ...fields];
      const asked = request({ host: address, port, method: "GET", path, headers, agent: this.agent });
      let connected = false;
      let over = false;
      const end = (outcome: Outcome, settle: () => void): void => {
        if (over) return;
        over = true;
        clearTimeout(timer);
        lease.release(outcome);
        if (outcome !== "completed") asked.destroy();
        settle();
      };
      const fail = (reason: string): void => {
        const error = connected ? new Error(reason) : new Unreachable(reason);
        end(connected ? "failed" : "unreachable", () => reject(error));
      };
      const timer = setTimeout(() => {
        connected = true;
        fail(`${lease.instance.id} has not answered in time`);
      }, milliseconds);
      lease.onRevoked = () => fail("the instance has left the service");
      asked.on("socket", (socket) => {
        if (socket.connecting)
          socket.once("connect", () => {
            connected = true;
          });
        else connected = true;
      });
      asked.on("error", (error) => fail(error.message));
      asked.on("response", (response) => {
        readBody(response).then(
          (body) => {
            const ruling = { status: response.statusCode ?? 0, fields: response.rawHeaders, body };
            end("completed", () => resolve(ruling));
          },
          (error) => fail(messageOf(error)),
        );
      });
      asked.end();
    });
  }
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BODY) throw new Error(`its answer is longer than ${MOST_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
