import type { SessionAffinity } from "../../../topology";
import type { Affinity } from "./affinity";
import { CookieAffinity } from "./cookie";
import { SourceIpAffinity } from "./source-ip";

export type { Affinity } from "./affinity";

/** What affinities need beside their configuration. */
interface AffinityContext {
  readonly serviceName: string;
  /** Keys the digests in cookies. */
  readonly key: string;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

export function createAffinity(affinity: SessionAffinity, context: AffinityContext): Affinity {
  return affinity.type === "Cookie"
    ? new CookieAffinity(affinity, context.serviceName, context.key)
    : new SourceIpAffinity(affinity, context.now);
}
