import type { Instance } from "../../../engine";
import type { HttpLimits } from "../../limits";
import type { TimerWheel } from "../time/timer-wheel";
import { type ConnectionKeeper, UpstreamConnection } from "./upstream-connection";

/** Connections to instances, kept for the next request. One pool serves all listeners. */
export class UpstreamPool implements ConnectionKeeper {
  /** The latest spare connection is the first to be used: the others come to their end. */
  private readonly spares = new Map<Instance, UpstreamConnection[]>();

  constructor(
    readonly limits: HttpLimits,
    readonly wheel: TimerWheel,
  ) {}

  /** @param fresh whether a spare one will not do */
  take(instance: Instance, fresh: boolean): UpstreamConnection {
    const spare = fresh ? undefined : this.spares.get(instance)?.pop();
    return spare ?? new UpstreamConnection(instance, this.limits, this.wheel, this);
  }

  becameSpare(connection: UpstreamConnection): void {
    const spares = this.sparesOf(connection.instance);
    if (spares === undefined || spares.length >= this.limits.spares) {
      connection.drop();
      return;
    }
    spares.push(connection);
    connection.keepUntil(performance.now() + this.limits.spare);
  }

  closed(connection: UpstreamConnection): void {
    const spares = this.spares.get(connection.instance);
    const place = spares?.lastIndexOf(connection) ?? -1;
    if (place >= 0) spares?.splice(place, 1);
  }

  close(): void {
    for (const spares of this.spares.values()) for (const connection of [...spares]) connection.drop();
    this.spares.clear();
  }

  private sparesOf(instance: Instance): UpstreamConnection[] | undefined {
    const known = this.spares.get(instance);
    if (known !== undefined) return known;
    const spares: UpstreamConnection[] = [];
    this.spares.set(instance, spares);
    let retired = false;
    instance.onRetired(() => {
      retired = true;
      this.spares.delete(instance);
      for (const connection of [...spares]) connection.drop();
    });
    return retired ? undefined : spares;
  }
}
