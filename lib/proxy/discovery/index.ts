import type { Discovery } from "../../topology";
import type { Discoverer, DiscovererFactory, DiscoveryListener } from "./discoverer";
import { createDnsDiscoverer } from "./dns";

export type { Discoverer } from "./discoverer";

type Discoverers = { readonly [T in Discovery["type"]]?: DiscovererFactory<Extract<Discovery, { type: T }>> };

const DISCOVERERS: Discoverers = { dns: createDnsDiscoverer };

/** The types of discovery that this proxy can do. */
export function canDiscover(type: Discovery["type"]): boolean {
  return DISCOVERERS[type] !== undefined;
}

/** @throws RangeError where {@link canDiscover} says no */
export function createDiscoverer(discovery: Discovery, listener: DiscoveryListener): Discoverer {
  const create = DISCOVERERS[discovery.type] as DiscovererFactory<Discovery> | undefined;
  if (create === undefined) throw new RangeError(`discovery by ${discovery.type} is not supported`);
  return create(discovery, listener);
}
