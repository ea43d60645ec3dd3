import * as ipaddr from "ipaddr.js";
import type { Member } from "../../../lib/topology";
import { type Finding, refusal } from "../finding";
import { type AddressType, type EndpointSliceObject, isUnknownText, type Lowered, type ObjectMeta } from "../objects";
import type { PortProtocol } from "./protocol";

/** The API's limit (EndpointSlice, `endpoints`). */
const MOST_ENDPOINTS = 1000;

/** Addresses that the API refuses in an EndpointSlice (core validation of endpoint addresses). */
const REFUSED_RANGES: ReadonlySet<string> = new Set(["unspecified", "loopback", "linkLocal", "multicast"]);

export interface SliceInput {
  /** The Service that the slices belong to. */
  readonly serviceName: string;
  /** The service's own port, on which most members listen. */
  readonly port: number;
  readonly metadata: Omit<ObjectMeta, "name">;
  readonly protocol: PortProtocol;
  readonly members: readonly Member[];
}

/**
 * Members by address as EndpointSlices: one for each kind of address and port, since all endpoints of a slice share
 * both. A member of weight 0 is not ready, and so takes no traffic.
 */
export function lowerMembers(input: SliceInput): Lowered<EndpointSliceObject>[] {
  const { serviceName, metadata, protocol } = input;
  return groupMembers(input.members).flatMap(({ addressType, port, members: group }) => {
    const id = `${addressType.toLowerCase()}${port === input.port ? "" : `-${port}`}`;
    return chunks(group, MOST_ENDPOINTS).map((chunk, index) => {
      const slice = index === 0 ? id : `${id}-${index + 1}`;
      return {
        id: slice,
        object: {
          apiVersion: "discovery.k8s.io/v1",
          kind: "EndpointSlice",
          metadata: {
            ...metadata,
            name: `${serviceName}-${slice}`,
            labels: {
              ...metadata.labels,
              "kubernetes.io/service-name": serviceName,
              "endpointslice.kubernetes.io/managed-by": "portico",
            },
          },
          addressType,
          endpoints: chunk.map(({ address, weight }) => ({
            addresses: [canonical(address)],
            conditions: { ready: weight !== 0 },
          })),
          ports: [{ ...protocol, port }],
        },
      };
    });
  });
}

/** What is a host name, as far as the Topology takes one; anything else it refuses by itself. */
const HOST =
  /^(?!.*(?:^|\.)[0-9]+\.?$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;

/** Members that the API would refuse, or that nothing would ever connect to. */
export function checkMembers(members: readonly Member[]): Finding[] {
  return members.flatMap(({ address }, index) => {
    const at = `members[${index}].address`;
    if (addressTypeOf(address) === "FQDN") {
      if (!HOST.test(address)) return [];
      return refusal(
        "kubernetes-member-hostname",
        at,
        `"${address}" is a host name, and kube-proxy serves endpoints by IP address alone`,
        'give its addresses, make a service of type "ExternalName" of the one host, or accept "kubernetes-member-hostname" where the ingress controller resolves names itself',
      );
    }
    if (!ipaddr.isValid(address) || !REFUSED_RANGES.has(ipaddr.parse(address).range())) return [];
    return refusal(
      "kubernetes-member-address",
      at,
      `an EndpointSlice takes no ${ipaddr.parse(address).range()} address such as "${address}"`,
      "give the address under which other machines reach the instance",
    );
  });
}

/** An address that only Terraform knows is taken for IPv4. */
export function addressTypeOf(address: string): AddressType {
  if (isUnknownText(address)) return "IPv4";
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return "IPv4";
  return ipaddr.IPv6.isValid(address) ? "IPv6" : "FQDN";
}

interface MemberGroup {
  readonly addressType: AddressType;
  readonly port: number;
  readonly members: Member[];
}

function groupMembers(members: readonly Member[]): MemberGroup[] {
  const groups = new Map<string, MemberGroup>();
  for (const member of members) {
    const addressType = addressTypeOf(member.address);
    const key = `${addressType} ${member.port}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { addressType, port: member.port, members: [member] });
    else group.members.push(member);
  }
  return [...groups.values()];
}

/** The API takes IP addresses in their canonical form alone. */
function canonical(address: string): string {
  return addressTypeOf(address) === "IPv6" ? ipaddr.IPv6.parse(address).toRFC5952String() : address;
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
