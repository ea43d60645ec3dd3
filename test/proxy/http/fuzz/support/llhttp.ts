import { METHODS } from "node:http";
import { LARGEST_HEAD, NodeParser, STRICT } from "./node-parser";

/** What Node's own parser, as strict as `node:http` has it, makes of the first request in some bytes. */
export type SecondReading =
  | { readonly verdict: "incomplete" }
  | { readonly verdict: "refused"; readonly code: string; readonly reason: string }
  | {
      readonly verdict: "accepted";
      readonly method: string;
      readonly target: string;
      /** Names and values in turn. */
      readonly fields: readonly string[];
      readonly body: string;
      /** Further messages began after it. */
      readonly more: boolean;
    };

export function readBySecondParser(bytes: Buffer): SecondReading {
  const parser = new NodeParser();
  parser.initialize(NodeParser.REQUEST, {}, LARGEST_HEAD, STRICT);
  let fields: string[] = [];
  let method = "";
  let target = "";
  let body = "";
  let completed = 0;
  let begun = 0;
  parser[NodeParser.kOnHeaders | 0] = (some: string[], url: string) => {
    if (completed === 0) fields.push(...some);
    if (completed === 0) target += url;
  };
  parser[NodeParser.kOnHeadersComplete | 0] = (
    _major: number,
    _minor: number,
    some: string[] | undefined,
    methodIndex: number,
    url: string | undefined,
  ) => {
    begun += 1;
    if (begun > 1) return 0;
    if (some !== undefined) fields = [...fields, ...some];
    target += url ?? "";
    method = methodName(methodIndex);
    return 0;
  };
  parser[NodeParser.kOnBody | 0] = (chunk: Buffer) => {
    if (completed === 0) body += chunk.toString("latin1");
  };
  parser[NodeParser.kOnMessageComplete | 0] = () => {
    completed += 1;
  };
  const result = parser.execute(bytes);
  parser.close();
  if (completed > 0)
    return { verdict: "accepted", method, target, fields, body, more: begun > 1 || typeof result !== "number" };
  if (typeof result === "number") return { verdict: "incomplete" };
  return { verdict: "refused", code: result.code, reason: result.reason };
}

let names: Map<number, string> | undefined;

/** The method that the parser has this number for. */
export function methodName(index: number): string {
  return methodNames().get(index) ?? "";
}

/** Found out by asking the parser. */
function methodNames(): ReadonlyMap<number, string> {
  if (names !== undefined) return names;
  names = new Map();
  for (const name of METHODS) {
    const parser = new NodeParser();
    parser.initialize(NodeParser.REQUEST, {}, LARGEST_HEAD, STRICT);
    parser[NodeParser.kOnHeadersComplete | 0] = (_major: number, _minor: number, _fields: unknown, index: number) => {
      names?.set(index, name);
      return 0;
    };
    parser.execute(Buffer.from(`${name} ${name === "CONNECT" ? "a:1" : "/"} HTTP/1.1\r\nHost: a\r\n\r\n`));
    parser.close();
  }
  return names;
}
