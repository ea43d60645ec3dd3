import type { RequestRedirect, RouteMatch } from "../../topology";
import type { ParsedTarget } from "../target";
import { modifyPath } from "./modify-path";

/** The request that is redirected. */
export interface RedirectedRequest {
  /** Of the listener. */
  readonly scheme: "http" | "https";
  /** Of the listener. */
  readonly port: number;
  readonly target: Pick<ParsedTarget, "hostname" | "path" | "search">;
  /** The match that decided. */
  readonly match: RouteMatch;
}

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * The Location field (RFC 9110 section 10.2.2) of a redirect, always an absolute URI. What the filter does not name
 * stays as it was; the query always does.
 *
 * The port is the filter's, else the default of the filter's scheme, else the listener's (Gateway API,
 * `HTTPRequestRedirectFilter.port`); the default port of the resulting scheme is left out.
 */
export function redirectLocation(filter: RequestRedirect, request: RedirectedRequest): string {
  const scheme = filter.scheme ?? request.scheme;
  const port = filter.port ?? (filter.scheme === undefined ? request.port : DEFAULT_PORTS[filter.scheme]);
  const authority = (filter.hostname ?? request.target.hostname) + (port === DEFAULT_PORTS[scheme] ? "" : `:${port}`);
  const path = modifyPath(filter.path, request.target.path, request.match);
  return `${scheme}://${authority}${path}${request.target.search}`;
}
