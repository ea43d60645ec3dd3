import { type CidrFault, cidrFault } from "../address";
import { quoted } from "../wording";
import type { Check } from "./check";
import { placed, routesOf } from "./walk";

/** Source ranges are networks. */
export const sourceRanges: Check = ({ topology }, report) => {
  // Many routes share few ranges.
  const faults = new Map<string, CidrFault | undefined>();
  for (const { value: route, at } of routesOf(topology)) {
    for (const { value: match, at: place } of placed(route.matches, [...at, "matches"])) {
      for (const range of placed(match.sourceRanges, [...place, "sourceRanges"])) {
        if (!faults.has(range.value)) faults.set(range.value, cidrFault(range.value));
        const fault = faults.get(range.value);
        if (fault === undefined) continue;
        report.error(range.at, "invalid-range", `${quoted(range.value)} ${fault.reason}`, fault.remedy);
      }
    }
  }
};
