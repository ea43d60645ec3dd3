import { canonicalAddress, isIpAddress } from "../address";
import type { Location } from "../location";
import type { Member } from "../model";
import type { Draft } from "../structure";
import { quoted } from "../wording";
import type { Check, Report } from "./check";
import { type Placed, placed, servicesOf } from "./walk";

/** A host name as resolvers take it: container names hold underscores, which RFC 1123 does not have. */
const HOST =
  /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/;

/** Members can be reached, or looked up, and each is listed once. */
export const members: Check = ({ topology }, report) => {
  for (const { value: service, at } of servicesOf(topology)) {
    const list = [...placed(service.members, [...at, "members"])];
    for (const member of list) checkAddress(member.value.address, [...member.at, "address"], report);
    if (service.discovery?.type === "dns") {
      checkAddress(service.discovery.hostname, [...at, "discovery", "hostname"], report);
    }
    checkDuplicates(list, report);
    if (list.length > 0 && list.every(({ value }) => value.weight === 0)) {
      const message = "every weight is 0, so no member takes a request";
      report.warning([...at, "members"], "zero-weights", message, "give one member a weight above 0");
    }
  }
};

function checkAddress(address: string | undefined, at: Location, report: Report): void {
  if (address === undefined || isIpAddress(address)) return;
  if (HOST.test(address) && !/(?:^|\.)[0-9]+\.?$/.test(address)) return;
  const message = `${quoted(address)} is neither an IP address nor a host name`;
  report.error(at, "invalid-address", message, remedyFor(address));
}

function remedyFor(address: string): string {
  const host = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/\/.*$/, "");
  const [, inBrackets, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(:[0-9]*)?$/.exec(host) ?? [];
  const alone = inBrackets ?? plain ?? "";
  if (alone === "" || alone === address || !(isIpAddress(alone) || HOST.test(alone))) {
    return 'write one as in "10.0.1.10", "2001:db8::10" or "users.internal"';
  }
  return `write "${alone}"${port === undefined ? "" : ', and the port in "port"'}`;
}

function checkDuplicates(list: readonly Placed<Draft<Member>>[], report: Report): void {
  const seen = new Set<string>();
  for (const { value, at } of list) {
    const { address, port } = value;
    if (address === undefined || port === undefined) continue;
    const key = `${canonicalAddress(address)} ${port}`;
    if (seen.has(key)) {
      const message = `port ${port} of ${quoted(address)} is listed twice`;
      report.error(at, "duplicate-member", message, 'keep one of the two; "weight" gives it a larger share');
    }
    seen.add(key);
  }
}
