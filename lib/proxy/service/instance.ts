import { isIPv6 } from "node:net";
import type { Member } from "../../topology";
import type { Instance, InstanceLimits, Lease, Outcome, UpstreamTls } from "../engine";
import { type Candidate, hashText } from "./balancing";
import { Ejection } from "./ejection";
import { HealthRecord } from "./health";

/** `address:port`, with an IPv6 address in brackets. */
export function instanceId(member: Member): string {
  return isIPv6(member.address) ? `[${member.address}]:${member.port}` : `${member.address}:${member.port}`;
}

/** Told what becomes of an instance. */
interface InstanceListener {
  onOutcome(instance: ServiceInstance, outcome: Outcome): void;
  /** It has left its service and ended its last lease. */
  onGone(instance: ServiceInstance): void;
}

/** One instance with all that is known of it. It lives as long as its service names its address and port. */
export class ServiceInstance implements Instance, Candidate {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  readonly hash: number;
  readonly health = new HealthRecord();
  readonly ejection = new Ejection();
  weight: number;
  limits: InstanceLimits | undefined;
  credit = 0;

  /** Without order, each at its own place. */
  private readonly leases: InstanceLease[] = [];
  private readonly retireCallbacks: (() => void)[] = [];
  private state: "member" | "draining" | "retired" = "member";
  private keptForTied = false;
  private drainTimer: NodeJS.Timeout | undefined;

  constructor(
    member: Member,
    private readonly listener: InstanceListener,
    readonly tls: UpstreamTls | undefined = undefined,
    readonly http2 = false,
  ) {
    this.id = instanceId(member);
    this.address = member.address;
    this.port = member.port;
    this.weight = member.weight ?? 1;
    this.hash = hashText(this.id);
  }

  get active(): number {
    return this.leases.length;
  }

  /** Whether clients tied to it may still come: also while it drains. */
  get servesTied(): boolean {
    return this.state !== "retired" && this.health.passing;
  }

  onRetired(callback: () => void): void {
    if (this.state === "retired") callback();
    else this.retireCallbacks.push(callback);
  }

  lease(affinityCookie: string | undefined): Lease {
    const lease = new InstanceLease(this, affinityCookie, this.leases.length);
    this.leases.push(lease);
    return lease;
  }

  /**
   * It has left its service: what is under way may go on.
   *
   * @param drain milliseconds after which it is cut
   * @param keepForTied whether clients tied to it may come until then
   */
  retire(drain: number, keepForTied: boolean): void {
    if (this.state !== "member") return;
    this.state = "draining";
    this.keptForTied = keepForTied;
    this.drainTimer = setTimeout(() => this.revoke(), Math.min(drain, 0x7fff_ffff));
    this.drainTimer.unref();
    this.retireIfIdle();
  }

  /** It is named again before it was gone. */
  rejoin(): boolean {
    if (this.state !== "draining") return this.state === "member";
    clearTimeout(this.drainTimer);
    this.state = "member";
    return true;
  }

  private revoke(): void {
    this.keptForTied = false;
    for (const lease of [...this.leases]) {
      if (lease.onRevoked === undefined) lease.release("abandoned");
      else lease.onRevoked();
    }
    this.retireIfIdle();
  }

  /** A lease is over. */
  ended(lease: InstanceLease, outcome: Outcome): void {
    const last = this.leases.pop();
    if (last !== undefined && last !== lease) {
      last.place = lease.place;
      this.leases[last.place] = last;
    }
    this.listener.onOutcome(this, outcome);
    this.retireIfIdle();
  }

  private retireIfIdle(): void {
    if (this.state !== "draining" || this.keptForTied || this.leases.length > 0) return;
    this.state = "retired";
    clearTimeout(this.drainTimer);
    for (const callback of this.retireCallbacks.splice(0)) callback();
    this.listener.onGone(this);
  }
}

class InstanceLease implements Lease {
  onRevoked: (() => void) | undefined;
  private released = false;

  constructor(
    readonly instance: ServiceInstance,
    readonly affinityCookie: string | undefined,
    /** Among the leases of its instance. */
    public place: number,
  ) {}

  release(outcome: Outcome): void {
    if (this.released) return;
    this.released = true;
    this.onRevoked = undefined;
    this.instance.ended(this, outcome);
  }
}
