import type { PathModifier, RouteMatch } from "../../topology";
import { isRefusal, normalizePath } from "../target";

/**
 * A path as a rewrite or redirect makes it.
 *
 * `ReplacePrefixMatch` follows the table of the Gateway API (`HTTPPathModifier.replacePrefixMatch`): the prefix is taken
 * off in whole segments, a trailing slash of prefix and replacement does not count, and what would be empty is `/`.
 *
 * @param path normalized
 * @param match the one that decided: its prefix is what is replaced
 */
export function modifyPath(modifier: PathModifier | undefined, path: string, match: RouteMatch): string {
  if (modifier === undefined) return path;
  if (modifier.type === "ReplaceFullPath") return rooted(modifier.replaceFullPath);
  const rest = path.slice(prefixLength(match));
  const replacement = modifier.replacePrefixMatch.replace(/\/$/, "");
  return rooted(replacement === "" ? rest : `${replacement}${rest}`);
}

/** How much of a path that fits the match its prefix takes, without a trailing slash. */
function prefixLength({ path }: RouteMatch): number {
  if (path?.type !== "PathPrefix") return 0;
  const normal = normalizePath(path.value);
  return (isRefusal(normal) ? path.value : normal).replace(/\/$/, "").length;
}

function rooted(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
