import { Agent } from "node:http";
import type { Instance } from "../../engine";
import type { HttpLimits } from "./limits";

/** Connections to instances, kept for the next request. One pool serves all listeners. */
export class UpstreamPool {
  private readonly agents = new Map<Instance, Agent>();

  constructor(readonly limits: HttpLimits) {}

  agentFor(instance: Instance): Agent {
    const known = this.agents.get(instance);
    if (known !== undefined) return known;
    const agent = new Agent({
      keepAlive: true,
      scheduling: "lifo",
      maxFreeSockets: this.limits.spares,
      timeout: this.limits.spare,
    });
    this.agents.set(instance, agent);
    instance.onRetired(() => {
      this.agents.delete(instance);
      agent.destroy();
    });
    return agent;
  }

  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
    this.agents.clear();
  }
}
