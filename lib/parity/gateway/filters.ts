import { DEFAULT_PORTS, type ParityRequest, type Scheme } from "../request";
import { type Block, block, blocks, number, text } from "../terraform";
import type { HttpMatch } from "./http-match";

/** A rule that redirects. */
export interface Redirect {
  readonly status: number;
  location(request: ParityRequest, match: HttpMatch): string;
}

/** What the service gets as path and Host. */
export interface Rewrite {
  path(path: string, match: HttpMatch): string;
  readonly host: string | undefined;
}

/** The redirect among a rule's filters; 302 by default (`HTTPRequestRedirectFilter`). */
export function readRedirect(rule: Block): Redirect | undefined {
  const filter = blocks(rule.filters).find(({ type }) => type === "RequestRedirect");
  if (filter === undefined) return undefined;
  const { scheme, hostname, path, port, statusCode } = block(filter.requestRedirect);
  const modify = pathModifier(block(path));
  return {
    status: number(statusCode) ?? 302,
    location({ target, arrival }, match) {
      const toScheme = schemeOf(text(scheme)) ?? arrival.scheme;
      const to = number(port) ?? (scheme === undefined ? arrival.port : DEFAULT_PORTS[toScheme]);
      const authority = (text(hostname) ?? target.hostname) + (to === DEFAULT_PORTS[toScheme] ? "" : `:${to}`);
      return `${toScheme}://${authority}${modify(target.path, match)}${target.search}`;
    },
  };
}

/** The rewrite among a rule's filters (`HTTPURLRewriteFilter`). */
export function readRewrite(rule: Block): Rewrite {
  const filter = blocks(rule.filters).find(({ type }) => type === "URLRewrite");
  const { hostname, path } = block(filter?.urlRewrite);
  return { path: pathModifier(block(path)), host: text(hostname) };
}

/**
 * The table of `HTTPPathModifier.replacePrefixMatch`: elements of the prefix are replaced; a trailing slash of either
 * does not count; an empty result is `/`.
 */
function pathModifier(modifier: Block): (path: string, match: HttpMatch) => string {
  if (modifier.type === "ReplaceFullPath") {
    const full = text(modifier.replaceFullPath) ?? "";
    return () => (full.startsWith("/") ? full : `/${full}`);
  }
  if (modifier.type !== "ReplacePrefixMatch") return (path) => path;
  const replacement = (text(modifier.replacePrefixMatch) ?? "").replace(/\/$/, "");
  return (path, match) => {
    const prefix = match.path.type === "PathPrefix" ? match.path.value.replace(/\/$/, "") : "";
    const replaced = replacement + path.slice(prefix.length);
    return replaced.startsWith("/") ? replaced : `/${replaced}`;
  };
}

function schemeOf(scheme: string | undefined): Scheme | undefined {
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}
