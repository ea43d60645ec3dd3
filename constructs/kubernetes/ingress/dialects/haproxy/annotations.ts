import type { PathCondition } from "../../../../../lib/routing";
import type { PathModifier, RequestRedirect } from "../../../../../lib/topology";
import { type HeaderModifier, headerChanges } from "../../../header-changes";
import type { RouterInput } from "../../../routes";
import { PREFIX } from "./annotation";
import { expressionFor } from "./config-text";
import type { HaproxyPath } from "./paths";

/** What is done to all requests of the path's Ingress (documentation/annotations.md). */
export function annotationsOf({ route, condition }: HaproxyPath, input: RouterInput): Record<string, string> {
  const { redirect, rewrite, requestHeaders, responseHeaders } = route;
  const written: Record<string, string | undefined> = {
    // With certificates the controller would redirect to HTTPS of itself.
    "ssl-redirect": "false",
    ...(redirect === undefined ? {} : redirection(redirect, input)),
    "request-set-header": headerLines(requestHeaders),
    "response-set-header": headerLines(responseHeaders),
    "set-host": rewrite?.hostname,
    "path-rewrite": rewrite?.path === undefined ? undefined : pathRewrite(rewrite.path, condition),
  };
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]) => (value === undefined ? [] : [[`${PREFIX}/${name}`, value]])),
  );
}

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/** To another host, or on the same one to HTTPS. What comes after host and port stays. */
function redirection(redirect: RequestRedirect, { listeners }: RouterInput): Record<string, string> {
  const { hostname, statusCode = 302, port } = redirect;
  if (hostname === undefined) {
    return {
      "ssl-redirect": "true",
      "ssl-redirect-port": String(port ?? DEFAULT_PORTS.https),
      "ssl-redirect-code": String(statusCode),
    };
  }
  const isSecure = listeners.length > 0 && listeners.every(({ protocol }) => protocol === "HTTPS");
  const scheme = redirect.scheme ?? (isSecure ? "https" : "http");
  const authority = port === undefined || port === DEFAULT_PORTS[scheme] ? hostname : `${hostname}:${port}`;
  return { "request-redirect": `${scheme}://${authority}`, "request-redirect-code": String(statusCode) };
}

/** One header a line, its value after a space. */
function headerLines(modifiers: readonly HeaderModifier[]): string | undefined {
  const lines = [...headerChanges(modifiers)].flatMap(([name, change]) =>
    change.type === "set" ? [`${name} ${change.value}`] : [],
  );
  return lines.length === 0 ? undefined : lines.join("\n");
}

/**
 * An expression, and what the whole path becomes where it fits. An empty replacement takes the slash after the prefix
 * along, so that what is left starts with one all the same.
 */
function pathRewrite(modifier: PathModifier, { type, value }: PathCondition): string {
  if (modifier.type === "ReplaceFullPath") return `(.*) ${modifier.replaceFullPath}`;
  const prefix = type === "PathPrefix" ? expressionFor(value) : "";
  const replacement = modifier.replacePrefixMatch.replace(/\/$/, "");
  return replacement === "" ? `^${prefix}/?(.*) /\\1` : `^${prefix}(.*) ${replacement}\\1`;
}
