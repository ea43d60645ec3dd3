import type { Discovery, Member } from "../../topology";

/** Learns the members of a service and keeps on learning. */
export interface Discoverer {
  close(): void;
}

/** Told what was learned. */
export interface DiscoveryListener {
  onMembers(members: readonly Member[]): void;
  /** What was known before stays. */
  onError(reason: string): void;
}

export type DiscovererFactory<D extends Discovery> = (discovery: D, listener: DiscoveryListener) => Discoverer;
