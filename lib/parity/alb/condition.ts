import { isInRange } from "../address";
import { Expression } from "../regular-expression";
import type { Condition } from "../rule";
import { type Block, blocks, text, texts } from "../terraform";
import { wildcard } from "./wildcard";

/**
 * Readers by the name of the block in `aws_lb_listener_rule.condition`. The values within a condition are alternatives
 * (ELB user guide, "Condition types for listener rules").
 */
const READERS: Readonly<Record<string, (bodies: readonly Block[]) => readonly Condition[]>> = {
  host_header: each((body) => {
    const fits = valueTest(body, true);
    return {
      description: describe("host-header", body),
      // The field as it was sent: a port that a client names is part of it (Terraform AWS provider, aws_lb_listener_rule,
      // host_header).
      holds: ({ target }) => fits(target.host),
      found: ({ target }) => target.host,
    };
  }),
  path_pattern: each((body) => {
    const fits = valueTest(body, false);
    return {
      description: describe("path-pattern", body),
      holds: ({ target }) => fits(target.path),
      found: ({ target }) => target.path,
    };
  }),
  http_header: each(httpHeader),
  http_request_method: each((body) => {
    const methods = texts(body.values);
    return {
      description: describe("http-request-method", body),
      holds: ({ method }) => methods.includes(method),
      found: ({ method }) => method,
    };
  }),
  query_string: (bodies) => [queryString(bodies)],
  source_ip: each((body) => {
    const ranges = texts(body.values);
    return {
      description: describe("source-ip", body),
      holds: ({ sourceAddress }) => ranges.some((range) => isInRange(sourceAddress, range)),
      found: ({ sourceAddress }) => sourceAddress,
    };
  }),
};

/** The conditions in one `condition` block; those of all blocks of a rule must hold. */
export function readConditions(block: Block): readonly Condition[] {
  return Object.entries(block).flatMap(([name, value]) => {
    const bodies = blocks(value);
    const read = READERS[name];
    if (bodies.length === 0) return [];
    return read === undefined ? [unknownCondition(name)] : read(bodies);
  });
}

function each(read: (body: Block) => Condition): (bodies: readonly Block[]) => readonly Condition[] {
  return (bodies) => bodies.map(read);
}

/**
 * A field that is repeated is searched value by value until one fits; name and value ignore case (API reference,
 * `HttpHeaderConditionConfig`).
 */
function httpHeader(body: Block): Condition {
  const name = text(body.http_header_name) ?? "";
  const fits = valueTest(body, true);
  return {
    description: describe(`http-header ${name}`, body),
    holds: (request) => request.headerValues(name).some(fits),
    found: (request) => request.headerValues(name).join(", ") || `no ${name}`,
  };
}

/**
 * Pairs, or values under any key, as they stand in the query; both ignore case, and `\` makes a wildcard literal (API
 * reference, `QueryStringConditionConfig`). All `query_string` blocks of one condition are alternatives.
 */
function queryString(bodies: readonly Block[]): Condition {
  const pairs = bodies.map((body) => ({ key: text(body.key), value: text(body.value) ?? "" }));
  const tests = pairs.map(({ key, value }) => ({
    key: key === undefined ? () => true : wildcard(key, { ignoreCase: true, escapes: true }),
    value: wildcard(value, { ignoreCase: true, escapes: true }),
  }));
  const spelled = pairs.map(({ key, value }) => (key === undefined ? value : `${key}=${value}`));
  return {
    description: `query-string is ${spelled.join(" or ")}`,
    holds: ({ target }) =>
      queryPairs(target.query).some(([key, value]) => tests.some((wanted) => wanted.key(key) && wanted.value(value))),
    found: ({ target }) => target.query || "no query",
  };
}

function queryPairs(query: string): readonly (readonly [key: string, value: string])[] {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

function unknownCondition(name: string): Condition {
  return {
    description: `${name}, a condition that is not known here`,
    holds: () => false,
    found: () => "what cannot be judged",
  };
}

/** A regular expression may fit anywhere in a value unless it is anchored. */
function valueTest(body: Block, ignoreCase: boolean): (value: string) => boolean {
  const values = texts(body.values).map((pattern) => wildcard(pattern, { ignoreCase }));
  const expressions = texts(body.regex_values).map((pattern) => new Expression(pattern, { ignoreCase }));
  return (value) => values.some((fits) => fits(value)) || expressions.some((one) => one.fitsWithin(value));
}

function describe(subject: string, body: Block): string {
  const expressions = texts(body.regex_values).map((pattern) => `regular expression ${pattern}`);
  return `${subject} is ${[...texts(body.values), ...expressions].join(" or ")}`;
}
