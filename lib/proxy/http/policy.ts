import { SourceRanges } from "../../routing";
import type { RequestPolicy } from "../../topology";
import type { HttpPolicy } from "../engine";

const UNDERSCORES = { Keep: "keep", Drop: "drop", Refuse: "refuse" } as const;

/** A listener's policy, ready for its engine. */
export function compilePolicy({ trustedProxies = [], underscores = "Keep" }: RequestPolicy = {}): HttpPolicy {
  return {
    underscores: UNDERSCORES[underscores],
    trustedProxies: trustedProxies.length === 0 ? undefined : new SourceRanges(trustedProxies),
  };
}
