import { isDeepStrictEqual } from "node:util";
import type { Service } from "../../topology";
import { createDiscoverer, type Discoverer } from "../discovery";
import type { UpstreamTls } from "../engine";
import { type InstanceStatus, RunningService, type ServiceContext } from "../service";

/** What services need of their surroundings. */
interface PoolContext extends ServiceContext {
  readonly onDiscoveryError: (service: string, reason: string) => void;
}

/** How the instances of a service are spoken to over TLS. */
type TlsOf = (service: Service) => UpstreamTls | undefined;

/** A change to the pool that can still be taken back. */
interface PreparedServices {
  /** By name: all services of the new snapshot. */
  readonly services: ReadonlyMap<string, RunningService>;
  commit(): void;
  abort(): void;
}

interface Entry {
  readonly config: Service;
  readonly tls: UpstreamTls | undefined;
  readonly service: RunningService;
  readonly discoverer: Discoverer | undefined;
}

/** The running services by name. One that is the same in two snapshots is the same object and notices nothing. */
export class ServicePool {
  private entries = new Map<string, Entry>();

  constructor(private readonly context: PoolContext) {}

  /** Makes what is new; what is known changes only with the commit. */
  prepare(configs: readonly Service[], tlsOf: TlsOf = () => undefined): PreparedServices {
    const services = new Map<string, RunningService>();
    const created = new Map<string, Entry>();
    for (const config of configs) {
      const known = this.entries.get(config.name);
      const entry = known ?? this.create(config, tlsOf(config));
      if (known === undefined) created.set(config.name, entry);
      services.set(config.name, entry.service);
    }
    return {
      services,
      commit: () => this.commit(configs, created, tlsOf),
      abort: () => {
        for (const entry of created.values()) close(entry);
      },
    };
  }

  close(): void {
    for (const entry of this.entries.values()) close(entry);
    this.entries = new Map();
  }

  /** Of each service its instances. */
  status(): ReadonlyMap<string, readonly InstanceStatus[]> {
    return new Map([...this.entries].map(([name, { service }]) => [name, service.status()]));
  }

  private commit(configs: readonly Service[], created: ReadonlyMap<string, Entry>, tlsOf: TlsOf): void {
    const entries = new Map<string, Entry>();
    for (const config of configs) {
      const entry = created.get(config.name) ?? this.entries.get(config.name);
      if (entry !== undefined) entries.set(config.name, this.takeUp(entry, config, tlsOf(config)));
    }
    for (const [name, entry] of this.entries) if (!entries.has(name)) close(entry);
    this.entries = entries;
  }

  private takeUp(entry: Entry, config: Service, tls: UpstreamTls | undefined): Entry {
    if (entry.tls === tls && isDeepStrictEqual(entry.config, config)) return entry;
    const { service } = entry;
    const sameDiscovery = isDeepStrictEqual(entry.config.discovery, config.discovery);
    if (!sameDiscovery) {
      entry.discoverer?.close();
      service.setDiscovered([]);
    }
    service.update(config, tls);
    return { config, tls, service, discoverer: sameDiscovery ? entry.discoverer : this.discover(config, service) };
  }

  private create(config: Service, tls: UpstreamTls | undefined): Entry {
    const service = new RunningService(config, this.context, tls);
    return { config, tls, service, discoverer: this.discover(config, service) };
  }

  private discover({ name, discovery }: Service, service: RunningService): Discoverer | undefined {
    if (discovery === undefined) return undefined;
    return createDiscoverer(discovery, {
      onMembers: (members) => service.setDiscovered(members),
      onError: (reason) => this.context.onDiscoveryError(name, reason),
    });
  }
}

function close({ discoverer, service }: Entry): void {
  discoverer?.close();
  service.close();
}
