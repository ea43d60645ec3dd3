import { isDeepStrictEqual } from "node:util";
import { type Member, parseDuration, type Service } from "../../topology";
import type { Lease, Outcome, PickContext, ServiceRuntime, UpstreamTls } from "../engine";
import { type Affinity, createAffinity } from "./affinity";
import { type BalancingPolicy, createPolicy } from "./balancing";
import { HealthChecker, type HealthListener } from "./health";
import { instanceId, ServiceInstance } from "./instance";
import { instanceLimits } from "./instance-limits";

/** What services need of their surroundings. */
export interface ServiceContext {
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** Keys the digests in affinity cookies. */
  readonly affinityKey: string;
  /** Told when active checks change their mind on an instance. */
  readonly onHealth: (service: string, ...change: Parameters<HealthListener>) => void;
}

/** How an instance stands, for metrics and the admin endpoint. */
export interface InstanceStatus {
  readonly id: string;
  readonly weight: number;
  readonly active: number;
  /** By active checks. */
  readonly passing: boolean;
  /** Avoided for now, since real traffic failed. */
  readonly ejected: boolean;
}

/** A service at work. Its instances live on through updates as long as their address and port are named. */
export class RunningService implements ServiceRuntime {
  readonly name: string;
  private config: Service;
  private discovered: readonly Member[] = [];
  private instances = new Map<string, ServiceInstance>();
  private readonly draining = new Map<string, ServiceInstance>();
  private policy: BalancingPolicy;
  private affinity: Affinity | undefined;
  private checker: HealthChecker | undefined;
  /** Members that pass their checks and take traffic. Replaced as a whole, never changed. */
  private usable: readonly ServiceInstance[] = [];
  private anyEjected = false;

  constructor(
    config: Service,
    private readonly context: ServiceContext,
    private tls: UpstreamTls | undefined = undefined,
  ) {
    this.name = config.name;
    this.config = config;
    this.policy = createPolicy(config.balancing, context.random);
    this.affinity = this.createAffinity();
    this.checker = this.createChecker();
    this.applyMembers();
  }

  acquire(context: PickContext): Lease | undefined {
    const tied = this.affinity?.find(context);
    if (tied?.servesTied === true && !this.avoided(tied, context)) return tied.lease(undefined);
    const candidates = this.candidates(context);
    if (candidates.length === 0) return undefined;
    const instance = this.policy.pick(candidates, context);
    return instance.lease(this.affinity?.tie(context, instance));
  }

  /** Takes up a changed configuration of the same name. What did not change keeps its state. */
  update(config: Service, tls: UpstreamTls | undefined = undefined): void {
    const before = this.config;
    this.config = config;
    if (tls !== this.tls || speaksHttp2(before) !== speaksHttp2(config)) this.speakOver(tls);
    if (!isDeepStrictEqual(before.balancing, config.balancing)) {
      this.policy = createPolicy(config.balancing, this.context.random);
    }
    if (!isDeepStrictEqual(before.sessionAffinity, config.sessionAffinity)) this.affinity = this.createAffinity();
    if (!isDeepStrictEqual(before.healthCheck, config.healthCheck)) {
      this.checker?.close();
      this.checker = this.createChecker();
      if (this.checker === undefined) for (const instance of this.instances.values()) instance.health.reset();
    }
    this.applyMembers();
  }

  /** Members learned from elsewhere, beside those that the configuration names. */
  setDiscovered(members: readonly Member[]): void {
    this.discovered = members;
    this.applyMembers();
  }

  /** Ends checks and lets go of every instance; leases under way may end within the drain time. */
  close(): void {
    this.config = { ...this.config, members: [] };
    this.setDiscovered([]);
    this.checker?.close();
  }

  status(): readonly InstanceStatus[] {
    const now = this.context.now();
    return [...this.instances.values()].map((instance) => ({
      id: instance.id,
      weight: instance.weight,
      active: instance.active,
      passing: instance.health.passing,
      ejected: instance.ejection.activeAt(now),
    }));
  }

  private candidates(context: PickContext): readonly ServiceInstance[] {
    const { tried } = context;
    if (!this.anyEjected && (tried === undefined || tried.length === 0)) return this.usable;
    const now = this.context.now();
    const inFavour = this.usable.filter((instance) => !instance.ejection.activeAt(now));
    this.anyEjected = inFavour.length < this.usable.length;
    // Ejection is advice: where every instance is ejected, they are tried all the same.
    const fresh = (list: readonly ServiceInstance[]) => list.filter((instance) => tried?.includes(instance) !== true);
    for (const list of [fresh(inFavour), fresh(this.usable)]) if (list.length > 0) return list;
    return this.usable;
  }

  private avoided(instance: ServiceInstance, context: PickContext): boolean {
    if (context.tried?.includes(instance) === true) return true;
    return this.anyEjected && instance.ejection.activeAt(this.context.now());
  }

  /** Connections that were made otherwise are of no use any more: other instances take the place of those that have them. */
  private speakOver(tls: UpstreamTls | undefined): void {
    this.tls = tls;
    const before = [...this.instances.values()];
    this.instances = new Map();
    for (const instance of before) instance.retire(parseDuration(this.config.drain ?? "30s"), false);
    this.draining.clear();
  }

  private applyMembers(): void {
    const instances = new Map<string, ServiceInstance>();
    const limits = instanceLimits(this.config.limits);
    for (const member of [...(this.config.members ?? []), ...this.discovered]) {
      const id = instanceId(member);
      const instance = this.instances.get(id) ?? this.revive(id) ?? this.create(member);
      instance.weight = member.weight ?? 1;
      instance.limits = limits;
      instances.set(id, instance);
    }
    const gone = [...this.instances.values()].filter((instance) => !instances.has(instance.id));
    this.instances = instances;
    for (const instance of gone) this.retire(instance);
    this.checker?.watch([...instances.values()]);
    this.refresh();
  }

  private create(member: Member): ServiceInstance {
    return new ServiceInstance(
      member,
      {
        onOutcome: (instance, outcome) => this.recordOutcome(instance, outcome),
        onGone: (instance) => this.forget(instance),
      },
      this.tls,
      speaksHttp2(this.config),
    );
  }

  private revive(id: string): ServiceInstance | undefined {
    const instance = this.draining.get(id);
    this.draining.delete(id);
    return instance?.rejoin() === true ? instance : undefined;
  }

  private retire(instance: ServiceInstance): void {
    this.draining.set(instance.id, instance);
    instance.retire(parseDuration(this.config.drain ?? "30s"), this.affinity !== undefined);
  }

  private forget(instance: ServiceInstance): void {
    if (this.draining.get(instance.id) === instance) this.draining.delete(instance.id);
    this.refresh();
  }

  private refresh(): void {
    const members = [...this.instances.values()];
    this.usable = members.filter((instance) => instance.weight > 0 && instance.health.passing);
    this.affinity?.setInstances([...members, ...this.draining.values()]);
  }

  private recordOutcome(instance: ServiceInstance, outcome: Outcome): void {
    if (instance.ejection.record(outcome, this.context.now)) this.anyEjected = true;
  }

  private createAffinity(): Affinity | undefined {
    const { sessionAffinity } = this.config;
    if (sessionAffinity === undefined) return undefined;
    return createAffinity(sessionAffinity, {
      serviceName: this.name,
      key: this.context.affinityKey,
      now: this.context.now,
    });
  }

  private createChecker(): HealthChecker | undefined {
    const { healthCheck } = this.config;
    if (healthCheck === undefined) return undefined;
    return new HealthChecker(
      healthCheck,
      (...change) => {
        this.refresh();
        this.context.onHealth(this.name, ...change);
      },
      this.context.random,
    );
  }
}

function speaksHttp2({ protocol }: Service): boolean {
  return protocol === "H2C" || protocol === "GRPC";
}
