import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { type AnnotationFilter, type Asked, NOTHING } from "./annotation-filter";
import { listed } from "./lists";

const ALLOW = ["allowlist-source-range", "whitelist-source-range"] as const;
const DENY = "denylist-source-range";

/** Who may come, by address. */
export const ipAccess: AnnotationFilter = {
  reads: [...ALLOW, DENY],
  translate(asked) {
    const { annotations, remarks } = asked;
    const allow = allowed(asked);
    const deny = listed(annotations.get(DENY)).map(rangeOf);
    if (allow === undefined || deny.includes(undefined)) {
      const name = allow === undefined ? ALLOW.find((one) => annotations.get(one) !== undefined) : DENY;
      remarks.changed(
        "import-ip-access",
        annotations.placeOf(name ?? DENY),
        "which addresses may pass cannot be read; the routes answer 403",
        "mend the list of ranges, and import again",
      );
      return "routes";
    }
    if (allow.length === 0 && deny.length === 0) return NOTHING;
    remarks.changed(
      "import-ip-access",
      annotations.placeOf(
        allow.length === 0 ? DENY : (ALLOW.find((one) => annotations.get(one) !== undefined) ?? DENY),
      ),
      "the address that counts is that of the connection, unless the listener trusts what stands in front; what the controller trusted, the file does not say",
      "where another load balancer stands in front, name its networks in requestPolicy.trustedProxies of the listener",
    );
    const present = (ranges: readonly (string | undefined)[]) => [...new Set(ranges.flatMap((range) => range ?? []))];
    return {
      filters: [
        {
          type: "IPAccess",
          ...(allow.length === 0 ? {} : { allow: present(allow) }),
          ...(deny.length === 0 ? {} : { deny: present(deny) }),
        },
      ],
    };
  },
};

/** `undefined` where a range is none, or the annotation's two names say two things. */
function allowed({ annotations }: Asked): readonly string[] | undefined {
  const [first = [], second = first] = ALLOW.map((name) => listed(annotations.get(name))).filter(
    (ranges) => ranges.length > 0,
  );
  const ranges = first.map(rangeOf);
  if (first.join() !== second.join() || ranges.includes(undefined)) return undefined;
  return ranges.flatMap((range) => range ?? []);
}

/** A range as a Topology has it: with a prefix, and without bits behind it, which the controller passes over. */
function rangeOf(text: string): string | undefined {
  if (isIP(text) !== 0) return `${text}/${isIP(text) === 4 ? 32 : 128}`;
  const [address = "", prefix = ""] = text.split("/");
  const version = isIP(address);
  if (version === 0 || address.includes("%") || !/^(?:0|[1-9][0-9]{0,2})$/.test(prefix)) return undefined;
  try {
    const network = (version === 4 ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(text);
    return `${network.toString()}/${prefix}`;
  } catch {
    return undefined;
  }
}
