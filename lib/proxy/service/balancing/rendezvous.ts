import { hashText, joinHashes } from "./hash";
import type { Candidate } from "./policy";
import { firstOf } from "./weighted-turn";

/**
 * Weighted rendezvous hashing: every instance draws a number from the key, the best draw wins. One key keeps its
 * instance while that is there; when an instance comes or goes, only its share of the keys moves. It needs no table,
 * so copies of the proxy agree without talking.
 *
 * The draw is `-weight / ln(u)` with `u` uniform in (0, 1), which makes shares proportional to weights.
 */
export function rendezvous<C extends Candidate>(instances: readonly C[], key: string): C {
  const keyHash = hashText(key);
  let best = firstOf(instances);
  let bestDraw = Number.NEGATIVE_INFINITY;
  for (const instance of instances) {
    const uniform = (joinHashes(keyHash, instance.hash) + 0.5) / 0x1_0000_0000;
    const draw = -instance.weight / Math.log(uniform);
    if (draw > bestDraw) {
      best = instance;
      bestDraw = draw;
    }
  }
  return best;
}
