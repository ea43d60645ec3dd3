import cluster, { type Worker } from "node:cluster";
import type { Topology } from "../../topology";
import type { ProxyLog } from "../log";
import { addCounters, joinMetrics, type MetricsJson } from "../metrics";
import type { ListenerAddress } from "../options";
import { onNewDay } from "../time";
import { TicketKeys } from "../tls";
import type { FromWorker, RunningConfiguration, StartFailure, ToWorker, WorkerOptions } from "./messages";

/** Milliseconds until a worker is replaced that has lived for less than a second. */
const RESPAWN_PAUSE = 1000;
/** Milliseconds for a worker to answer. */
const PATIENCE = 5000;

/** A worker could not start. */
export class WorkerStartError extends Error {
  constructor(readonly failure: StartFailure) {
    super(failure.lines.join("\n"));
  }
}

/**
 * Processes that run the same proxy on the same sockets. One that dies is replaced. One of them leads: it serves what
 * one process has to serve alone.
 */
export class WorkerPool {
  private readonly ready = new Set<Worker>();
  /** What each worker had counted when it was last asked. */
  private readonly counted = new Map<Worker, MetricsJson>();
  /** What workers had counted that have died, so that no counter falls from one reading to the next. */
  private past: Promise<MetricsJson> = Promise.resolve([]);
  private leader: Worker | undefined;
  private readonly questions = new Map<number, (answer: MetricsJson | Topology | undefined) => void>();
  /** What workers run: one that is started later must not fail on a file that these have refused. */
  private running: RunningConfiguration | undefined;
  private addresses: readonly ListenerAddress[] = [];
  private nextQuestion = 0;
  private readonly ticketKeys = new TicketKeys();
  /** Those of the day before are forgotten here, too. */
  private readonly endDays = onNewDay(() => this.ticketKeys.at(Date.now()));
  private closing = false;

  constructor(
    private readonly count: number,
    private readonly options: Omit<WorkerOptions, "leads" | "running" | "ticketKeys">,
    private readonly log: ProxyLog,
  ) {
    cluster.setupPrimary({ exec: require.resolve("./worker-main"), args: [] });
  }

  /**
   * Resolves once every worker has bound every listener.
   *
   * @throws WorkerStartError where one could not; none is left then
   */
  async start(): Promise<readonly ListenerAddress[]> {
    try {
      await Promise.all(Array.from({ length: this.count }, () => this.spawn()));
      return this.addresses;
    } catch (error) {
      await this.close(0);
      throw error;
    }
  }

  get allReady(): boolean {
    return !this.closing && this.ready.size === this.count;
  }

  reload(): void {
    for (const worker of this.ready) send(worker, { type: "reload" });
  }

  async close(grace: number): Promise<void> {
    this.closing = true;
    this.endDays();
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve) => {
            if (worker.isDead()) resolve();
            else worker.once("exit", () => resolve());
            if (this.ready.has(worker)) send(worker, { type: "close", grace });
            else worker.process.kill("SIGKILL");
          }),
      ),
    );
  }

  /** What all workers have counted together, as text. */
  async metrics(): Promise<string> {
    await Promise.all([...this.ready].map((worker) => this.readCounters(worker)));
    return joinMetrics([await this.past, ...this.counted.values()]);
  }

  /** The configuration that a worker runs. */
  async topology(): Promise<Topology | undefined> {
    const [worker] = this.ready;
    const answer = worker && (await this.ask(worker, "topology"));
    return Array.isArray(answer) ? undefined : answer;
  }

  private spawn(): Promise<void> {
    const worker = cluster.fork();
    const started = performance.now();
    this.leader ??= worker;
    const leads = this.leader === worker;
    const running = this.running === undefined ? {} : { running: this.running };
    const ticketKeys = this.ticketKeys.stateAt(Date.now());
    send(worker, { type: "start", options: { ...this.options, ticketKeys, leads, ...running } });
    return new Promise((resolve, reject) => {
      worker.on("message", (message: FromWorker) => {
        if (message.type === "told") this.questions.get(message.id)?.(message.answer);
        else if (message.type === "applied") this.running = message;
        else if (message.type === "failed") reject(new WorkerStartError(message.failure));
        else {
          if (leads) this.addresses = message.addresses;
          this.ready.add(worker);
          this.log.info("worker is ready", { pid: worker.process.pid });
          resolve();
        }
      });
      worker.on("exit", (code, signal) => {
        const wasReady = this.ready.delete(worker);
        this.forget(worker);
        const how = signal ?? `exit ${code}`;
        if (!wasReady)
          reject(new WorkerStartError({ lines: [`a worker ended before it was ready: ${how}`], status: 1 }));
        else if (!this.closing) this.replace(how, performance.now() - started < RESPAWN_PAUSE);
      });
    });
  }

  private replace(how: string, pause: boolean): void {
    this.log.error("a worker has died and is replaced", { how });
    const respawn = (): void => {
      if (this.closing) return;
      this.spawn().catch((error: Error) => this.replace(error.message, true));
    };
    if (pause) setTimeout(respawn, RESPAWN_PAUSE);
    else respawn();
  }

  private async readCounters(worker: Worker): Promise<void> {
    const answer = await this.ask(worker, "metrics");
    if (Array.isArray(answer) && this.ready.has(worker)) this.counted.set(worker, answer);
  }

  private forget(worker: Worker): void {
    if (this.leader === worker) this.leader = undefined;
    const last = this.counted.get(worker);
    if (last === undefined) return;
    this.counted.delete(worker);
    this.past = this.past.then((past) => addCounters(past, last));
  }

  private ask(worker: Worker, what: "metrics" | "topology"): Promise<MetricsJson | Topology | undefined> {
    const id = this.nextQuestion++;
    return new Promise((resolve) => {
      const settle = (answer: MetricsJson | Topology | undefined): void => {
        clearTimeout(timer);
        this.questions.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(() => settle(undefined), PATIENCE);
      this.questions.set(id, settle);
      send(worker, { type: "ask", id, what });
    });
  }
}

function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message);
}
