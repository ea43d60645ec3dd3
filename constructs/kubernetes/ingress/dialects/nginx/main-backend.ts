import type { WeightedBackend } from "../../../routes";
import type { NginxLocation } from "./locations";

/** The service that a location's requests go to, as far as no canary takes them: the larger share. */
export function mainBackend({ main, special }: NginxLocation): WeightedBackend | undefined {
  const [first, second] = main?.backends ?? [];
  if (second === undefined || first === undefined) return first;
  const canary = special?.route.backends[0]?.service.name;
  if (canary !== undefined) return canary === first.service.name ? second : first;
  return second.weight > first.weight ? second : first;
}
