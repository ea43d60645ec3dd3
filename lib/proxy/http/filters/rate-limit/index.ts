import { parseDuration, type RateLimit } from "../../../../topology";
import { textAnswer } from "../../answers";
import type { FilterCompiler } from "../filter-compiler";
import { clientKey } from "./client-key";
import { TokenBuckets } from "./token-buckets";

/** Too many requests, with the whole seconds until the next may come (RFC 6585 section 4). */
export const compileRateLimit: FilterCompiler<RateLimit> = (filter, { state }) => {
  const { requests, interval = "1s", burst = requests, key = "source" } = filter;
  const keyOf = clientKey(key);
  const shape = { tokensPerMillisecond: requests / parseDuration(interval), size: burst };
  const buckets = state("", () => new TokenBuckets(shape));
  return {
    answer(request) {
      const wait = buckets.take(keyOf(request), performance.now());
      if (wait === 0) return undefined;
      const answer = textAnswer(429, "too many requests");
      return { ...answer, fields: [...answer.fields, "Retry-After", String(Math.ceil(wait / 1000))] };
    },
  };
};
