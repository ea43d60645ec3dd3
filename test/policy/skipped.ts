import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A policy that stacks do not pass, and why they need not. */
export interface SkippedPolicy {
  readonly policy: string;
  readonly reason: string;
}

const PAGE = join(__dirname, "..", "..", "docs", "aws.md");
const SECTION = "### Policies that are not passed";
const ROW = /^\| `(CKV2?_AWS_\d+)` \| .* \| (.*) \|$/gm;

/** The policies that the page for AWS names with a reason: there are no others. */
export function skippedPolicies(): readonly SkippedPolicy[] {
  const [, section = ""] = readFileSync(PAGE, "utf8").split(SECTION);
  const [table = ""] = section.split(/^##/m);
  return [...table.matchAll(ROW)].map(([, policy = "", reason = ""]) => ({ policy, reason }));
}
