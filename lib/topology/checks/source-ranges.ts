import { cidrFault } from "../address";
import { quoted } from "../wording";
import type { Check } from "./check";
import { placed, routesOf } from "./walk";

/** Source ranges are networks. */
export const sourceRanges: Check = ({ topology }, report) => {
  for (const { value: route, at } of routesOf(topology)) {
    for (const { value: match, at: place } of placed(route.matches, [...at, "matches"])) {
      for (const range of placed(match.sourceRanges, [...place, "sourceRanges"])) {
        const fault = cidrFault(range.value);
        if (fault === undefined) continue;
        report.error(range.at, "invalid-range", `${quoted(range.value)} ${fault.reason}`, fault.remedy);
      }
    }
  }
};
