import { Expression } from "../../regular-expression";
import { DEFAULT_PORTS, type ParityRequest } from "../../request";
import { type Block, block, text, textMap, texts } from "../../terraform";
import { expandGo } from "./go-template";

/** What of a request middlewares change on its way to the service. */
export interface Passing {
  readonly path: string;
  /** With its `?`; empty where there is none. */
  readonly search: string;
  readonly host: string;
}

/** The request goes on, or is answered. */
export type Passed = Passing | { readonly status: number; readonly location?: string };

export type Middleware = (passing: Passing, request: ParityRequest) => Passed;

/**
 * What Traefik's middlewares do to where a request goes (Traefik, HTTP middlewares; pkg/middlewares). Those that are
 * not listed change nothing of it.
 */
const MIDDLEWARES: Readonly<Record<string, (spec: Block) => Middleware>> = {
  addPrefix(spec) {
    const prefix = text(spec.prefix) ?? "";
    return (passing) => ({ ...passing, path: prefix + passing.path });
  },
  stripPrefix(spec) {
    const prefixes = texts(spec.prefixes);
    return (passing) => {
      const prefix = prefixes.find((one) => passing.path.startsWith(one));
      return prefix === undefined ? passing : { ...passing, path: rooted(passing.path.slice(prefix.length)) };
    };
  },
  stripPrefixRegex(spec) {
    const expressions = texts(spec.regex).map((source) => new Expression(source));
    return (passing) => {
      for (const expression of expressions) {
        const stripped = expression.replaceFirst(passing.path, () => "");
        if (stripped !== undefined && passing.path.endsWith(stripped)) return { ...passing, path: rooted(stripped) };
      }
      return passing;
    };
  },
  replacePath(spec) {
    const path = text(spec.path) ?? "/";
    return (passing) => ({ ...passing, path });
  },
  replacePathRegex(spec) {
    const expression = new Expression((text(spec.regex) ?? "").trim());
    const replacement = (text(spec.replacement) ?? "").trim();
    if (replacement === "") return (passing) => passing;
    return (passing) => {
      const replaced = expression.replaceAll(passing.path, (groupOf) => expandGo(replacement, groupOf));
      return replaced === undefined ? passing : { ...passing, path: replaced };
    };
  },
  redirectScheme(spec) {
    const scheme = text(spec.scheme) ?? "https";
    const port = text(spec.port);
    const isDefault = port === undefined || (scheme in DEFAULT_PORTS && Number(port) === defaultPort(scheme));
    return (passing, request) => {
      const authority = passing.host.replace(/:[0-9]*$/, "") + (isDefault ? "" : `:${port}`);
      const location = `${scheme}://${authority}${passing.path}${passing.search}`;
      const from = request.arrival.scheme === scheme ? currentUrl(passing, request) : undefined;
      return from === location ? passing : { status: redirectStatus(spec, request), location };
    };
  },
  redirectRegex(spec) {
    const expression = new Expression(text(spec.regex) ?? "");
    const replacement = text(spec.replacement) ?? "";
    return (passing, request) => {
      const from = currentUrl(passing, request);
      const location = expression.replaceAll(from, (groupOf) => expandGo(replacement, groupOf));
      if (location === undefined || location === from) return passing;
      return { status: redirectStatus(spec, request), location };
    };
  },
  headers(spec) {
    const host = Object.entries(textMap(spec.customRequestHeaders)).find(
      ([name]) => name.toLowerCase() === "host",
    )?.[1];
    return (passing) => (host === undefined || host === "" ? passing : { ...passing, host });
  },
};

/** The middleware in a `Middleware` object's spec, which names one. */
export function readMiddleware(spec: Block): Middleware {
  const steps = Object.entries(spec).flatMap(([name, body]) => MIDDLEWARES[name]?.(block(body)) ?? []);
  return (passing, request) => pass(steps, passing, request);
}

/** Each in turn, until one answers. */
export function pass(middlewares: readonly Middleware[], passing: Passing, request: ParityRequest): Passed {
  let passed: Passed = passing;
  for (const middleware of middlewares) {
    passed = middleware(passed, request);
    if ("status" in passed) return passed;
  }
  return passed;
}

/** The URL as it came in, the Host as the client wrote it. */
function currentUrl({ host, path, search }: Passing, { arrival }: ParityRequest): string {
  return `${arrival.scheme}://${host}${path}${search}`;
}

/** Methods other than GET are told to repeat it as it is (pkg/middlewares/redirect/redirect.go). */
function redirectStatus(spec: Block, { method }: ParityRequest): number {
  const isPermanent = spec.permanent === true;
  if (method === "GET") return isPermanent ? 301 : 302;
  return isPermanent ? 308 : 307;
}

function defaultPort(scheme: string): number | undefined {
  return scheme === "http" || scheme === "https" ? DEFAULT_PORTS[scheme] : undefined;
}

function rooted(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
