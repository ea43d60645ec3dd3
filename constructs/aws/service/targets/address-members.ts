import ipaddr from "ipaddr.js";
import { isListMark, isUnknown } from "../../../unknown-values";
import type { Members } from "../../../values";
import type { Findings } from "../../findings";

const AT = "members";

/** One target of a target group. */
export interface TargetMember {
  /** Unique among the service's members, from what the user gave; a number where only Terraform will know the address. */
  readonly id: string;
  readonly address: string;
  readonly port: number;
}

export interface TargetMembers {
  readonly members: readonly TargetMember[];
  /** AWS has one kind of address in a target group. */
  readonly addressType: "ipv4" | "ipv6";
}

/** A service's members as targets by IP address. What cannot be one is reported and left out. */
export function targetMembers(members: Members | undefined, port: number, findings: Findings): TargetMembers {
  if (members?.spec.type === "selector") {
    findings.error(
      "aws-member-selector",
      "",
      "instances cannot be found by the labels of pods outside of a cluster",
      "name them with Members.addresses(), or accept a service without members",
    );
    return { members: [], addressType: "ipv4" };
  }
  const given = members?.spec.type === "addresses" ? members.spec.addresses : [];
  reportWeights(given, findings);
  const targets: TargetMember[] = [];
  const known = new Set<string>();
  for (const [index, { address, port: own = port, weight }] of given.entries()) {
    // A list that only Terraform will know has one mark for all that it holds, which validation reports.
    if (weight === 0 || isListMark(address)) continue;
    if (!isUnknown(address) && !ipaddr.isValid(address)) {
      findings.error(
        "aws-member-address",
        `${AT}[${index}].address`,
        `a target is known by its IP address, and "${address}" is a host name`,
        "name the address, or accept that this member is left out",
      );
      continue;
    }
    reportRange(address, index, findings);
    const id = isUnknown(address) || isUnknown(own) ? String(index) : `${address.replaceAll(":", "_")}-${own}`;
    // A member that is named twice is the Topology's fault, and reported there.
    if (!known.has(id)) targets.push({ id, address, port: own });
    known.add(id);
  }
  return { members: targets, addressType: addressType(targets, findings) };
}

/** Addresses that a target may have wherever it is: RFC 1918 and RFC 6598 (API reference, `TargetDescription`). */
const PRIVATE_RANGES = ["private", "carrierGradeNat"];

function reportRange(address: string, index: number, findings: Findings): void {
  if (isUnknown(address)) return;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv6" || PRIVATE_RANGES.includes(parsed.range())) return;
  findings.error(
    "aws-member-range",
    `${AT}[${index}].address`,
    `a target has a private address, and ${address} is not one of RFC 1918 or RFC 6598`,
    "name the member's private address, or accept this one where it is of the VPC's own subnets",
  );
}

/** Targets of a target group are all alike; those of weight 0 take nothing, and are no targets. */
function reportWeights(given: readonly { readonly weight?: number }[], findings: Findings): void {
  const weights = new Set(given.map(({ weight = 1 }) => weight).filter((weight) => weight !== 0));
  if (weights.size < 2) return;
  findings.error(
    "aws-member-weight",
    AT,
    "targets of a target group have no weights",
    "make a service of each weight and weigh these in the route, or accept equal shares",
  );
}

function addressType(targets: readonly TargetMember[], findings: Findings): "ipv4" | "ipv6" {
  const kinds = new Set(
    targets.filter(({ address }) => ipaddr.isValid(address)).map(({ address }) => ipaddr.process(address).kind()),
  );
  if (kinds.size > 1) {
    findings.error(
      "aws-member-addresses-mixed",
      AT,
      "targets of one target group are all IPv4 or all IPv6",
      "make a service of each, and weigh these in the route",
    );
  }
  return kinds.has("ipv6") && kinds.size === 1 ? "ipv6" : "ipv4";
}
