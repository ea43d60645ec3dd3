import type { RouteMatch, UrlRewrite } from "../../topology";
import type { ParsedTarget } from "../target";
import { modifyPath } from "./modify-path";

/** What a service gets as request target and Host. */
export interface ForwardedTarget {
  /** The path and, with its `?`, the query. */
  readonly path: string;
  readonly host: string;
}

/** What of a parsed target is sent on. */
export type TargetParts = Pick<ParsedTarget, "path" | "search" | "host">;

/** The target and Host that a service gets; without a rewrite, those of the request. The query always stays. */
export function rewriteRequest(
  rewrite: UrlRewrite | undefined,
  target: TargetParts,
  match: RouteMatch,
): ForwardedTarget {
  return {
    path: modifyPath(rewrite?.path, target.path, match) + target.search,
    host: rewrite?.hostname ?? target.host,
  };
}
