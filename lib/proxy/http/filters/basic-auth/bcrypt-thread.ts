import { Worker } from "node:worker_threads";

/** Milliseconds. */
const IDLE = 10_000;

/** Runs in the thread. It is given as text, since it must run from sources, from what was built of them, and in tests. */
const PROGRAM = `
const { parentPort, workerData } = require("node:worker_threads");
const { compareSync } = require(workerData.library);
parentPort.on("message", ({ password, hash }) => parentPort.postMessage(compareSync(password, hash)));
`;

/** What waits for its answer. */
interface Question {
  readonly resolve: (right: boolean) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Compares passwords with bcrypt hashes on a thread of its own. A comparison takes a tenth of a second and more on
 * purpose: on the thread that serves requests, a few clients with wrong passwords would hold up everybody else's.
 */
export class BcryptThread {
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  /** In the order in which they were asked, which is that of the answers. */
  private readonly asked: Question[] = [];

  /** @param patience milliseconds for which the thread waits to be asked again */
  constructor(private readonly patience = IDLE) {}

  /** @throws Error where the thread has ended meanwhile */
  compare(password: string, hash: string): Promise<boolean> {
    clearTimeout(this.idle);
    this.worker ??= this.start();
    const { worker } = this;
    return new Promise((resolve, reject) => {
      worker.postMessage({ password, hash });
      this.asked.push({ resolve, reject });
    });
  }

  private start(): Worker {
    const worker = new Worker(PROGRAM, {
      eval: true,
      workerData: { library: require.resolve("bcryptjs") },
      execArgv: [],
    });
    worker.on("message", (right: boolean) => {
      this.asked.shift()?.resolve(right);
      if (this.asked.length === 0) this.idle = setTimeout(() => this.end(), this.patience).unref();
    });
    worker.on("error", (error) => this.ended(worker, error));
    worker.on("exit", () => this.ended(worker, new Error("the thread that checks passwords has ended")));
    // It keeps no process alive. Listening to it would have it do so again.
    worker.unref();
    return worker;
  }

  private end(): void {
    const { worker } = this;
    this.worker = undefined;
    void worker?.terminate();
  }

  private ended(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    for (const { reject } of this.asked.splice(0)) reject(error);
  }
}
