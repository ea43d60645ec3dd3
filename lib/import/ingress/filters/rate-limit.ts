import type { RateLimit } from "../../../topology";
import { type AnnotationFilter, NOTHING } from "./annotation-filter";
import { countOf } from "./lists";

/** The controller's default of `limit-burst-multiplier`. */
const MULTIPLIER = 5;
const MOST = 1_000_000;

/** What the controller counts requests of an address in, and how much of it is a minute. */
const RATES = [
  { name: "limit-rps", interval: "1s", perMinute: 60 },
  { name: "limit-rpm", interval: "1m", perMinute: 1 },
] as const;

/**
 * How often an address may ask. nginx lets a burst through beside the one request that the rate allows (`limit_req` with
 * `nodelay`), so that a bucket has one token more than its burst.
 */
export const rateLimit: AnnotationFilter = {
  reads: [...RATES.map(({ name }) => name), "limit-burst-multiplier", "limit-whitelist", "limit-connections"],
  translate({ annotations, remarks }) {
    if (countOf(annotations.get("limit-connections")) !== undefined) {
      remarks.changed(
        "import-connection-limit",
        annotations.placeOf("limit-connections"),
        "how many connections an address may have at once is not limited by a route",
        "limit its requests with Filter.rateLimit, or the connections of an address to the whole proxy with --max-connections-per-source",
      );
    }
    const multiplier = countOf(annotations.get("limit-burst-multiplier")) ?? MULTIPLIER;
    const asked = RATES.flatMap(({ name, interval, perMinute }) => {
      const requests = countOf(annotations.get(name));
      return requests === undefined
        ? []
        : [{ name, interval, requests, rate: requests * perMinute, burst: requests * multiplier + 1 }];
    }).sort((one, other) => one.rate - other.rate);
    const [slowest] = asked;
    if (slowest === undefined) return NOTHING;
    const both = asked.length > 1 ? ", and the stricter of both limits counts" : "";
    const excepted =
      annotations.get("limit-whitelist") === undefined ? "" : "; the addresses of limit-whitelist are counted too";
    remarks.changed(
      "import-rate-limit",
      annotations.placeOf(slowest.name),
      `who asks too often gets 429 in place of 503, counted by each worker and copy of the proxy${both}${excepted}`,
      "divide the limit by the workers and copies where it has to hold for all of them together",
    );
    const filter: RateLimit = {
      type: "RateLimit",
      requests: Math.min(MOST, slowest.requests),
      interval: slowest.interval,
      burst: Math.min(MOST, ...asked.map(({ burst }) => burst)),
    };
    return { filters: [filter] };
  },
};
