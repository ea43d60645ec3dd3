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

const FEWEST = 2;
const MOST = 3;

/** Echo services in the place of the instances of a Topology. */
export class LocalInstances {
  private readonly names = new Map<string, string>();

  private constructor(private readonly byService: ReadonlyMap<string, readonly LocalInstance[]>) {
    for (const { address, port, instance } of [...byService.values()].flat()) {
      this.names.set(`${address}:${port}`, instance);
    }
  }

  /** As many for each service as it has members, at least two so that balancing shows, at most three. */
  static async start(services: readonly Service[], address: string): Promise<LocalInstances> {
    const byService = new Map<string, readonly LocalInstance[]>();
    for (const service of services) {
      const count = Math.min(MOST, Math.max(FEWEST, service.members?.length ?? 0));
      const names = Array.from({ length: count }, (_, index) => `${service.name}-${index + 1}`);
      byService.set(service.name, await Promise.all(names.map((name) => startInstance(service, name, address))));
    }
    return new LocalInstances(byService);
  }

  /** The instances by service, as members of it. */
  members(): ReadonlyMap<string, readonly Member[]> {
    return new Map(
      [...this.byService].map(([service, instances]) => [
        service,
        instances.map(({ address, port }) => ({ address, port })),
      ]),
    );
  }

  /** The name of an instance, such as `users-1`, by its `address:port`. */
  nameOf(address: string): string {
    return this.names.get(address) ?? address;
  }

  async close(): Promise<void> {
    await Promise.all([...this.byService.values()].flat().map((instance) => instance.close()));
  }
}

function startInstance(service: Service, instance: string, address: string): Promise<LocalInstance> {
  switch (service.protocol) {
    case "TCP":
    case "TLS":
      return TcpEcho.start(instance, address);
    case "UDP":
      return UdpEcho.start(instance, address);
    default:
      return EchoService.start({ service: service.name, instance, address });
  }
}
