import { reportDiagnostics } from "./diagnostics";
import { topologyPath } from "./model";
import type { Tier } from "./tiers";
import { fieldPath, isRawExpression } from "./unknown-values";

/** Has texts reported that are an expression to Terraform, on platforms that would write them out as plain text. */
export function reportRawExpressions(tier: Tier): void {
  const { platform } = tier;
  if (platform.readsExpressions === true) return;
  reportDiagnostics(tier, () =>
    placesIn(tier.topology, "").map(([place, text]) => ({
      code: "raw-expression",
      severity: "error",
      path: `${topologyPath(tier)}.${place}`,
      message: `${JSON.stringify(text)} reads as an expression of Terraform's, and ${platform.name} would write it out as it is`,
      remedy: `take an expression from a resource or a variable of cdktf's; plain text may be accepted as "raw-expression"`,
    })),
  );
}

/** A name is judged by itself. */
function placesIn(value: unknown, path: string): readonly (readonly [place: string, text: string])[] {
  if (path === "name") return [];
  if (typeof value === "string") return isRawExpression(value) ? [[path, value]] : [];
  if (Array.isArray(value)) return value.flatMap((element, index) => placesIn(element, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => placesIn(field, fieldPath(path, name)));
}
