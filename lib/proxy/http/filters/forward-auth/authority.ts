import { Agent, type ClientRequest, type IncomingMessage, type RequestOptions, request } from "node:http";
import { request as requestTls, Agent as TlsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Instance, Lease, Outcome, ServiceRuntime, UpstreamTls } from "../../../engine";
import { messageOf } from "../../../errors";
import { upstreamOptions } from "../../../tls";
import { DEFAULT_LIMITS } from "../../limits";
import { endToEndFields } from "./end-to-end-fields";

/** What the service has said. */
export interface Ruling {
  readonly status: number;
  /** Names and values in turn, without those of its connection. */
  readonly fields: readonly string[];
  readonly body: Buffer;
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

const KEPT = { keepAlive: true, timeout: SPARE_MILLISECONDS, scheduling: "lifo" } as const;

/** Keeps connections, as many to an instance as it may have: beyond that, questions wait. */
class Agents {
  private readonly plain = new Agent(KEPT);
  /** Of use only as long as what was verified of an instance has to be the same. */
  private readonly secured = new WeakMap<UpstreamTls, TlsAgent>();

  for({ tls, limits }: Instance): Agent {
    const agent = tls === undefined ? this.plain : this.over(tls);
    agent.maxSockets = limits?.connections ?? DEFAULT_LIMITS.instanceConnections;
    return agent;
  }

  private over(tls: UpstreamTls): TlsAgent {
    const agent = this.secured.get(tls) ?? new TlsAgent(KEPT);
    this.secured.set(tls, agent);
    return agent;
  }
}

/** Sockets that were seen to connect. One that waited for another's turn to end is not told apart by Node. */
const CONNECTED = new WeakSet<Socket>();

/** No connection was made: nothing was asked, and another instance may be. */
class Unreachable extends Error {}

/** A kept connection was closed before anything came back, as happens where both ends let go of it at one time. */
class Stale extends Error {}

/** Asks a service, on connections that are kept. */
export class Authority {
  private readonly agents = new Agents();

  /** @param timeout milliseconds for one question, all tries together */
  constructor(
    private readonly service: ServiceRuntime,
    private readonly timeout: number,
  ) {}

  /** @throws Error where no instance has answered as it should, and in time */
  async ask(question: Question): Promise<Ruling> {
    const deadline = performance.now() + this.timeout;
    const tried: Instance[] = [];
    let fresh = false;
    let reason = `no instance of ${this.service.name} can be used`;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const lease = this.service.acquire({ sourceAddress: question.sourceAddress, tried });
      if (lease === undefined) break;
      if (tried.includes(lease.instance)) {
        lease.release("abandoned");
        break;
      }
      try {
        return await askInstance(lease, question, fresh ? undefined : this.agents, deadline - performance.now());
      } catch (error) {
        reason = messageOf(error);
        if (error instanceof Stale) fresh = true;
        else if (error instanceof Unreachable) tried.push(lease.instance);
        else break;
      }
    }
    throw new Error(reason);
  }
}

/** @param agents `undefined` for a connection of its own, which is not kept */
function askInstance(
  lease: Lease,
  question: Question,
  agents: Agents | undefined,
  milliseconds: number,
): Promise<Ruling> {
  return new Promise((resolve, reject) => {
    new Asking(lease, question, agents, milliseconds, resolve, reject);
  });
}

/** One question to one instance. It owns the lease. */
class Asking {
  private readonly sent: ClientRequest;
  private readonly timer: NodeJS.Timeout;
  private connected = false;
  /** Whether its connection was kept from before. */
  private reused = false;
  private answered = false;
  private over = false;

  constructor(
    private readonly lease: Lease,
    question: Question,
    agents: Agents | undefined,
    milliseconds: number,
    private readonly resolve: (ruling: Ruling) => void,
    private readonly reject: (error: Error) => void,
  ) {
    const { tls, id } = lease.instance;
    this.timer = setTimeout(() => this.late(), Math.max(milliseconds, 0));
    lease.onRevoked = () => this.fail(new Error(`${id} has left the service`));
    try {
      this.sent = send(lease.instance, question, agents);
    } catch (error) {
      this.end("abandoned");
      throw error;
    }
    this.sent.on("socket", (socket) => {
      this.reused = CONNECTED.has(socket);
      this.connected = this.reused;
      if (this.reused) return;
      socket.once(tls === undefined ? "connect" : "secureConnect", () => {
        CONNECTED.add(socket);
        this.connected = true;
      });
    });
    this.sent.on("error", (error) => this.broken(error.message));
    this.sent.on("response", (response) => this.read(response));
    this.sent.on("upgrade", (_response, socket) => {
      socket.destroy();
      this.fail(new Error(`${id} changes the protocol`));
    });
    this.sent.end();
  }

  private late(): void {
    const { id } = this.lease.instance;
    // An instance that was not asked, since all its connections are in use, is not to blame.
    if (this.sent.socket === null) this.fail(new Error(`no connection to ${id} was free in time`), "abandoned");
    else this.fail(new Error(`${id} has not answered in time`));
  }

  private read(response: IncomingMessage): void {
    this.answered = true;
    readBody(response).then(
      (body) => {
        this.end("completed");
        this.resolve({ status: response.statusCode ?? 0, fields: endToEndFields(response.rawHeaders), body });
      },
      (error) => this.fail(new Error(messageOf(error))),
    );
  }

  private broken(reason: string): void {
    if (!this.connected) this.fail(new Unreachable(reason), "unreachable");
    else if (this.reused && !this.answered) this.fail(new Stale(reason), "abandoned");
    else this.fail(new Error(reason));
  }

  private fail(error: Error, outcome: Outcome = "failed"): void {
    if (this.over) return;
    this.end(outcome);
    this.sent.destroy();
    this.reject(error);
  }

  private end(outcome: Outcome): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.lease.release(outcome);
  }
}

function send(instance: Instance, { host, path, fields }: Question, agents: Agents | undefined): ClientRequest {
  const { address, port, tls } = instance;
  const agent = agents?.for(instance) ?? false;
  const options: RequestOptions = {
    host: address,
    port,
    method: "GET",
    path,
    headers: ["Host", host, ...fields],
    agent,
  };
  return tls === undefined ? request(options) : requestTls({ ...options, ...upstreamOptions(tls, address) });
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BODY) throw new Error(`its answer is longer than ${MOST_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
