import { EchoService } from "../echo";
import type { Member, Service } from "../topology";
import { TcpEcho } from "./tcp-echo";
import { UdpEcho } from "./udp-echo";

/** One instance on this machine. */
interface LocalInstance {
  readonly instance: string;
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The instances of one service. */
interface Group {
  /** Those of another kind cannot take their place. */
  readonly kind: string;
  readonly instances: readonly LocalInstance[];
}

/** Instances for another Topology, beside those that run. */
export interface PreparedInstances {
  /** All of that Topology, by service, as members of it. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
  /** Ends those that it has no use for. */
  commit(): Promise<void>;
  /** Ends those that it alone has use for. */
  abort(): Promise<void>;
}

const FEWEST = 2;
const MOST = 3;

/** Echo services in the place of the instances of a Topology. */
export class LocalInstances {
  private readonly names = new Map<string, string>();
  private running: ReadonlyMap<string, Group> = new Map();

  constructor(private readonly address: string) {}

  /** Instances for a Topology that stays as it is. */
  static async start(services: readonly Service[], address: string): Promise<LocalInstances> {
    const instances = new LocalInstances(address);
    await (await instances.prepare(services)).commit();
    return instances;
  }

  /** Those that run, by service, as members of it. */
  members(): ReadonlyMap<string, readonly Member[]> {
    return membersOf(this.running);
  }

  /** As many for each service as it has members, at least two so that balancing shows, at most three. What fits stays. */
  async prepare(services: readonly Service[]): Promise<PreparedInstances> {
    const next = new Map<string, Group>();
    const abort = () => close(next, this.running);
    try {
      for (const service of services) {
        const count = Math.min(MOST, Math.max(FEWEST, service.members?.length ?? 0));
        const kind = `${count} ${echoOf(service)}`;
        const known = this.running.get(service.name);
        next.set(service.name, known?.kind === kind ? known : await this.group(service, kind, count));
      }
    } catch (error) {
      await abort();
      throw error;
    }
    return {
      members: membersOf(next),
      abort,
      commit: async () => {
        const before = this.running;
        this.running = next;
        await close(before, next);
      },
    };
  }

  /** The name of an instance, such as `users-1`, by its `address:port`. */
  nameOf(address: string): string {
    return this.names.get(address) ?? address;
  }

  close(): Promise<void> {
    return close(this.running, new Map());
  }

  private async group(service: Service, kind: string, count: number): Promise<Group> {
    const names = Array.from({ length: count }, (_, index) => `${service.name}-${index + 1}`);
    const instances = await Promise.all(names.map((name) => startInstance(service, name, this.address)));
    for (const { address, port, instance } of instances) this.names.set(`${address}:${port}`, instance);
    return { kind, instances };
  }
}

/** Ends the groups of one set that the other has not. */
async function close(groups: ReadonlyMap<string, Group>, kept: ReadonlyMap<string, Group>): Promise<void> {
  const gone = [...groups].filter(([service, group]) => kept.get(service) !== group);
  await Promise.all(gone.flatMap(([, { instances }]) => instances.map((instance) => instance.close())));
}

function membersOf(groups: ReadonlyMap<string, Group>): ReadonlyMap<string, readonly Member[]> {
  return new Map(
    [...groups].map(([service, { instances }]) => [service, instances.map(({ address, port }) => ({ address, port }))]),
  );
}

function echoOf({ protocol }: Service): "TCP" | "UDP" | "HTTP" {
  if (protocol === "UDP") return "UDP";
  return protocol === "TCP" || protocol === "TLS" ? "TCP" : "HTTP";
}

function startInstance(service: Service, instance: string, address: string): Promise<LocalInstance> {
  switch (echoOf(service)) {
    case "TCP":
      return TcpEcho.start(instance, address);
    case "UDP":
      return UdpEcho.start(instance, address);
    default:
      return EchoService.start({ service: service.name, instance, address });
  }
}
