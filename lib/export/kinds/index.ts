import { block } from "../shape";
import { ACCESS } from "./access";
import { CORE } from "./core";
import type { Kind, KindTable } from "./kind";
import { METADATA } from "./metadata";
import { NETWORK } from "./network";
import { WORKLOADS } from "./workloads";

export type { Kind } from "./kind";

const TABLE: KindTable = { ...CORE, ...ACCESS, ...NETWORK, ...WORKLOADS };

/** The kinds that are known, by the type of the provider's resource: a further one is a line in a table of this folder. */
export const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(TABLE).map(([type, kind]) => [type, { ...kind, shape: { metadata: block(METADATA), ...kind.shape } }]),
);
