import { type ITerraformIterator, TerraformIterator, Token } from "../../cdktf";
import { isListMark, isUnknown } from "../../unknown-values";

/** One who may connect to a listener, as a security group rule names it. */
export interface Source {
  /** From what the user gave; a number where only Terraform will know it. */
  readonly id: string;
  readonly grant: Grant;
}

export type Grant =
  | { readonly cidrIpv4: string; readonly forEach?: ITerraformIterator }
  | { readonly cidrIpv6: string }
  | { readonly referencedSecurityGroupId: string }
  | { readonly prefixListId: string };

/** IPv4 and IPv6, every address. */
export const EVERYONE: readonly string[] = ["0.0.0.0/0", "::/0"];

/** RFC 1918, and RFC 4193 for IPv6. */
export const PRIVATE: readonly string[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/** Sources in the form that the user gave them; a token is taken as a range of IPv4 addresses. */
export function sources(given: readonly string[]): readonly Source[] {
  return given.map((source, index) => ({
    id: isUnknown(source) ? String(index) : source.replace(/[^A-Za-z0-9.-]+/g, "-"),
    grant: isListMark(source) ? eachOf(given) : grant(source),
  }));
}

/** A rule for each element of a list that only Terraform will know. */
function eachOf(list: readonly string[]): Grant {
  const forEach = TerraformIterator.fromList([...list]);
  return { cidrIpv4: Token.asString(forEach.value), forEach };
}

function grant(source: string): Grant {
  if (isUnknown(source)) return { cidrIpv4: source };
  if (source.startsWith("sg-")) return { referencedSecurityGroupId: source };
  if (source.startsWith("pl-")) return { prefixListId: source };
  return source.includes(":") ? { cidrIpv6: source } : { cidrIpv4: source };
}
