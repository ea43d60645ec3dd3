import { isUnknown } from "../../unknown-values";
import type { Findings } from "../findings";

/** Security policies by what they are for (ELB user guide, "Security policies for your Application Load Balancer"). */
const TLS_POLICIES = {
  /** TLS 1.3 and 1.2. */
  "tls-1.2": "ELBSecurityPolicy-TLS13-1-2-2021-06",
  /** TLS 1.3 and 1.2, of the latter the ciphers with forward secrecy and authenticated encryption alone. */
  "tls-1.2-restricted": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
  /** TLS 1.3 alone. */
  "tls-1.3": "ELBSecurityPolicy-TLS13-1-3-2021-06",
  /** As `tls-1.2-restricted`, with modules that FIPS 140-3 approves. */
  fips: "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
  /** As `tls-1.2-restricted`, with key exchanges that hold against quantum computers where clients know them. */
  "post-quantum": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
} as const;

/** The name of a preset, or a policy by the name that AWS gives it. */
export type TlsPolicy = keyof typeof TLS_POLICIES | (string & {});

export const DEFAULT_TLS_POLICY: TlsPolicy = "tls-1.2";

/** Families of policies whose lowest version is 1.2 or 1.3. */
const AT_LEAST_1_2 = /^ELBSecurityPolicy-(?:TLS13-1-[23]|TLS-1-2|FS-1-2)-/;

/** A policy by the name that AWS gives it. */
export function tlsPolicyName(policy: TlsPolicy): string {
  return Object.hasOwn(TLS_POLICIES, policy) ? TLS_POLICIES[policy as keyof typeof TLS_POLICIES] : policy;
}

/** Reports a policy that takes versions of TLS below 1.2 (RFC 8996 forbids them), or that is none. */
export function checkTlsPolicy(name: string, findings: Findings): void {
  if (isUnknown(name) || AT_LEAST_1_2.test(name)) return;
  const presets = Object.keys(TLS_POLICIES).map((preset) => `"${preset}"`);
  findings.error(
    "aws-tls-policy",
    "",
    `"${name}" is not known to refuse versions of TLS below 1.2`,
    `use ${presets.slice(0, -1).join(", ")} or ${presets.at(-1)}: new Aws({ tlsPolicy }), or accept older clients`,
  );
}
