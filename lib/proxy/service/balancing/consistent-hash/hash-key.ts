import type { RequestAttribute } from "../../../engine";

/** What is hashed. */
export interface HashKey {
  readonly kind: RequestAttribute | "source";
  readonly name: string;
}

const NAMED = /^(header|cookie|query):(.+)$/;

/**
 * Reads `header:NAME`, `cookie:NAME`, `query:NAME`, `source` or `path`.
 *
 * @param text absent: `source`
 */
export function parseHashKey(text: string | undefined): HashKey {
  if (text === "path") return { kind: "path", name: "" };
  const [, kind, name = ""] = NAMED.exec(text ?? "") ?? [];
  if (kind === "header") return { kind, name: name.toLowerCase() };
  if (kind === "cookie" || kind === "query") return { kind, name };
  return { kind: "source", name: "" };
}
