import type { Instance } from "../../../engine";
import type { HttpLimits } from "../../limits";
import type { ServiceStream } from "./service-stream";
import { UpstreamSession } from "./upstream-session";

/** The connections of HTTP/2 to instances, one each. */
export class UpstreamSessions {
  private readonly current = new Map<Instance, UpstreamSession>();

  constructor(private readonly limits: HttpLimits) {}

  /** A stream that passes for a connection of its own: it emits `connect` once it can be written to. */
  open(instance: Instance): ServiceStream {
    return (this.current.get(instance) ?? this.add(instance)).begin();
  }

  /** Requests that an instance takes at one time; as far as is known. */
  capacity(instance: Instance): number {
    return this.current.get(instance)?.capacity ?? Number.POSITIVE_INFINITY;
  }

  /** Nothing more will be sent to the instance. */
  retire(instance: Instance): void {
    this.current.get(instance)?.retire();
  }

  close(): void {
    for (const session of [...this.current.values()]) session.retire();
  }

  private add(instance: Instance): UpstreamSession {
    const session: UpstreamSession = new UpstreamSession(instance, this.limits, () => {
      if (this.current.get(instance) === session) this.current.delete(instance);
    });
    this.current.set(instance, session);
    return session;
  }
}
