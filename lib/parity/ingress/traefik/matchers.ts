import { isInRange } from "../../address";
import { Expression } from "../../regular-expression";
import type { ParityRequest } from "../../request";
import { routingPath } from "./routing-path";
import type { RuleNode } from "./rule-syntax";

type Test = (request: ParityRequest) => boolean;

/**
 * What Traefik's matchers ask of a request (Traefik, HTTP routers, "Rules & Priority"; pkg/muxer/http/matcher.go).
 * Regular expressions fit anywhere. A repeated header field or query parameter fits where one of its values does.
 */
const MATCHERS: Readonly<Record<string, (...values: readonly string[]) => Test>> = {
  Host(host = "") {
    const wanted = withoutDot(host.toLowerCase());
    if (!wanted.startsWith("*.")) return ({ target }) => withoutDot(canonicalHost(target.host)) === wanted;
    // Exactly one label.
    return ({ target }) => {
      const requested = withoutDot(canonicalHost(target.host));
      const dot = requested.indexOf(".");
      return dot > 0 && requested.slice(dot) === wanted.slice(1);
    };
  },
  HostRegexp(source = "") {
    const expression = new Expression(source);
    return ({ target }) => expression.fitsWithin(canonicalHost(target.host));
  },
  Path(path = "") {
    return ({ target }) => routingPath(target.path) === path;
  },
  PathPrefix(prefix = "") {
    return ({ target }) => routingPath(target.path).startsWith(prefix);
  },
  PathRegexp(source = "") {
    const expression = new Expression(source);
    return ({ target }) => expression.fitsWithin(routingPath(target.path));
  },
  Method(method = "") {
    const wanted = method.toUpperCase();
    return (request) => request.method === wanted;
  },
  Header(name = "", value = "") {
    return (request) => headerValues(request, name).includes(value);
  },
  HeaderRegexp(name = "", source = "") {
    const expression = new Expression(source);
    return (request) => headerValues(request, name).some((value) => expression.fitsWithin(value));
  },
  Query(name = "", value = "") {
    return ({ target }) => queryValues(target.query, name).includes(value);
  },
  QueryRegexp(name = "", source = "") {
    const expression = new Expression(source);
    return ({ target }) => queryValues(target.query, name).some((value) => expression.fitsWithin(value));
  },
  ClientIP(range = "") {
    const network = range.includes("/") ? range : `${range}/${range.includes(":") ? 128 : 32}`;
    return ({ sourceAddress }) => isInRange(sourceAddress, network);
  },
};

/** @throws SyntaxError where a matcher is not known */
export function compileRule(node: RuleNode): Test {
  switch (node.type) {
    case "not": {
      const inner = compileRule(node.operand);
      return (request) => !inner(request);
    }
    case "and": {
      const tests = node.operands.map(compileRule);
      return (request) => tests.every((test) => test(request));
    }
    case "or": {
      const tests = node.operands.map(compileRule);
      return (request) => tests.some((test) => test(request));
    }
    case "matcher": {
      const make = MATCHERS[node.name];
      if (make === undefined) throw new SyntaxError(`the Traefik matcher "${node.name}" is not known`);
      return make(...node.values);
    }
  }
}

/** Lower case, without its port; a trailing dot stays. */
function canonicalHost(host: string): string {
  return host.toLowerCase().replace(/:[0-9]*$/, "");
}

function withoutDot(host: string): string {
  return host.endsWith(".") ? host.slice(0, -1) : host;
}

/** Go keeps the Host apart from the header fields. */
function headerValues(request: ParityRequest, name: string): readonly string[] {
  return name.toLowerCase() === "host" ? [] : request.headerValues(name);
}

/** As Go reads a query (net/url, `ParseQuery`): `+` is a space; a pair with `;` or a bad escape is none. */
function queryValues(query: string, name: string): readonly string[] {
  return query.split("&").flatMap((pair) => {
    if (pair === "" || pair.includes(";")) return [];
    const equals = pair.indexOf("=");
    const key = unescapeQuery(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : unescapeQuery(pair.slice(equals + 1));
    return key === name && value !== undefined ? [value] : [];
  });
}

function unescapeQuery(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  return Buffer.from(
    text
      .replaceAll("+", " ")
      .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");
}
