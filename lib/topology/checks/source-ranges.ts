import { type CidrFault, cidrFault } from "../address";
import type { Location } from "../location";
import { quoted } from "../wording";
import type { Check } from "./check";
import { listenersOf, placed } from "./walk";

/** Source ranges, and the networks of trusted proxies, are networks. */
export const sourceRanges: Check = function* ({ topology, routes }, report) {
  // Many routes share few ranges.
  const faults = new Map<string, CidrFault | undefined>();
  const check = (range: { readonly value: string; readonly at: Location }): void => {
    if (!faults.has(range.value)) faults.set(range.value, cidrFault(range.value));
    const fault = faults.get(range.value);
    if (fault === undefined) return;
    report.error(range.at, "invalid-range", `${quoted(range.value)} ${fault.reason}`, fault.remedy);
  };
  for (const { value: listener, at } of listenersOf(topology)) {
    const policy = "requestPolicy" in listener ? listener.requestPolicy : undefined;
    for (const range of placed(policy?.trustedProxies, [...at, "requestPolicy", "trustedProxies"])) check(range);
    const header = "proxyProtocol" in listener ? listener.proxyProtocol : undefined;
    for (const range of placed(header?.trustedProxies, [...at, "proxyProtocol", "trustedProxies"])) check(range);
  }
  for (const { value: route, at } of routes) {
    for (const { value: match, at: place } of placed(route.matches, [...at, "matches"])) {
      for (const range of placed(match.sourceRanges, [...place, "sourceRanges"])) check(range);
    }
    yield;
  }
};
