import type { Instance } from "../../../engine";
import type { TimerWheel } from "../../../time";
import type { ConnectionKeeper, UpstreamConnection } from "../../h1/upstream/upstream-connection";
import type { HttpLimits } from "../../limits";
import { ServiceConnection } from "./service-connection";

/** The connections of HTTP/2 to instances, one each. */
export class ServiceConnections {
  private readonly current = new Map<Instance, ServiceConnection>();

  constructor(
    private readonly limits: HttpLimits,
    private readonly wheel: TimerWheel,
    /** There may be room for more requests to an instance. */
    private readonly roomMade: (instance: Instance) => void,
  ) {}

  /** A stream of an instance's connection, for one request. */
  open(instance: Instance, keeper: ConnectionKeeper): UpstreamConnection {
    return (this.current.get(instance) ?? this.add(instance)).begin(keeper);
  }

  /** Whether an instance takes one more request now; as far as is known. */
  hasRoom(instance: Instance): boolean {
    return this.current.get(instance)?.hasRoom !== false;
  }

  /** Nothing more will be sent to the instance. */
  retire(instance: Instance): void {
    this.current.get(instance)?.retire();
  }

  close(): void {
    for (const connection of [...this.current.values()]) connection.retire();
  }

  private add(instance: Instance): ServiceConnection {
    const connection: ServiceConnection = new ServiceConnection(instance, this.limits, this.wheel, {
      roomMade: () => this.roomMade(instance),
      unusable: () => {
        if (this.current.get(instance) !== connection) return;
        this.current.delete(instance);
        this.roomMade(instance);
      },
    });
    this.current.set(instance, connection);
    return connection;
  }
}
