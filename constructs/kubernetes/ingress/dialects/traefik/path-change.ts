import type { PathCondition } from "../../../../../lib/routing";
import type { PathModifier } from "../../../../../lib/topology";
import { quoteExpression } from "./quote";

/** A path as an expression with one group, and what takes its place: `${GROUP}` stands for the group. */
export interface PathChange {
  readonly expression: string;
  /** @param group - how the replacement names the expression's group */
  readonly replacement: (group: string) => string;
}

/**
 * How a path is changed, for a match whose prefix is what is replaced.
 *
 * An empty replacement takes the slash after the prefix along, so that what is left starts with one all the same.
 */
export function pathChange(modifier: PathModifier | undefined, { type, value }: PathCondition): PathChange {
  if (modifier === undefined) return { expression: "([^?]*)", replacement: (group) => group };
  if (modifier.type === "ReplaceFullPath") {
    return { expression: "([^?]*)", replacement: () => literal(modifier.replaceFullPath) };
  }
  const prefix = type === "PathPrefix" ? quoteExpression(value) : "";
  const replacement = modifier.replacePrefixMatch.replace(/\/$/, "");
  return replacement === ""
    ? { expression: `${prefix}/?([^?]*)`, replacement: (group) => `/${group}` }
    : { expression: `${prefix}([^?]*)`, replacement: (group) => `${literal(replacement)}${group}` };
}

/** A text in which Go's `Expand` finds nothing to fill in. */
export function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}
