import { connect, type Socket } from "node:net";
import type { Instance, Lease, Outcome, ServiceRuntime } from "../../engine";
import { Deadline, type TimerWheel } from "../../time";
import type { Layer4Limits } from "../limits";
import { outcomeOf } from "./connect-outcome";

/** Milliseconds of silence after which the kernel asks whether the other end is still there. */
export const KEEP_ALIVE = 60_000;

/** Milliseconds for one of the addresses of a host name, before the next one is tried beside it. */
const ADDRESS_TIMEOUT = 1000;

/** Told what becomes of the search for an instance; one of the two is called, once. */
interface ConnectorListener {
  onConnected(socket: Socket, lease: Lease): void;
  onGivenUp(reason: string): void;
}

/** Connects to an instance of a service. One that cannot be reached is passed over for another, a few times. */
export class Connector {
  private readonly tried: Instance[] = [];
  private attempt: Attempt | undefined;
  private failure = "";

  constructor(
    private readonly service: ServiceRuntime,
    private readonly sourceAddress: string,
    private readonly wheel: TimerWheel,
    private readonly limits: Layer4Limits,
    private readonly listener: ConnectorListener,
  ) {}

  start(): void {
    const lease = this.acquire();
    if (lease === undefined) {
      this.listener.onGivenUp(this.tried.length === 0 ? "no usable instance" : `no instance reached; ${this.failure}`);
      return;
    }
    this.tried.push(lease.instance);
    this.attempt = new Attempt(lease, this.wheel, lease.instance.limits?.connect ?? this.limits.connectTimeout, {
      onConnected: (socket) => this.listener.onConnected(socket, lease),
      onFailed: (reason) => {
        this.failure = `${lease.instance.id}: ${reason}`;
        this.start();
      },
    });
  }

  /** Nobody waits for the connection any more. */
  cancel(): void {
    this.attempt?.abandon();
  }

  /** An instance that was not tried yet. To try one twice at once would only fail twice. */
  private acquire(): Lease | undefined {
    if (this.tried.length >= this.limits.connectAttempts) return undefined;
    const lease = this.service.acquire({ sourceAddress: this.sourceAddress, tried: this.tried });
    if (lease === undefined || !this.tried.includes(lease.instance)) return lease;
    lease.release("abandoned");
    return undefined;
  }
}

interface AttemptListener {
  onConnected(socket: Socket): void;
  /** There will be no connection, and the lease was given back. */
  onFailed(reason: string): void;
}

/** One try at one instance. */
class Attempt {
  private readonly socket: Socket;
  private readonly deadline: Deadline;
  private settled = false;

  constructor(
    private readonly lease: Lease,
    wheel: TimerWheel,
    timeout: number,
    private readonly listener: AttemptListener,
  ) {
    const { address, port } = lease.instance;
    this.socket = connect({
      host: address,
      port,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE,
      autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT,
    });
    this.socket.on("connect", () => this.succeed());
    this.socket.on("error", (error) => this.fail(error.message, outcomeOf(error)));
    this.deadline = new Deadline(wheel, timeout, () => this.fail(`no connection within ${timeout} ms`, "unreachable"));
    lease.onRevoked = () => this.fail("the instance was taken away", "abandoned");
  }

  abandon(): void {
    if (this.settle()) this.giveBack("abandoned");
  }

  private succeed(): void {
    if (this.settle()) this.listener.onConnected(this.socket);
  }

  private fail(reason: string, outcome: Outcome): void {
    if (!this.settle()) return;
    this.giveBack(outcome);
    this.listener.onFailed(reason);
  }

  private giveBack(outcome: Outcome): void {
    this.socket.destroy();
    this.lease.release(outcome);
  }

  /** @returns whether it was open until now */
  private settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.deadline.cancel();
    this.lease.onRevoked = undefined;
    return true;
  }
}
