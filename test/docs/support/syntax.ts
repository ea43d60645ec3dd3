import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";
import { ROOT } from "./pages";

/** A node of a syntax tree, as far as it is looked at here. */
export interface SyntaxNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A source file, parsed. */
export interface Source {
  /** From the root of the checkout. */
  readonly file: string;
  readonly tree: SyntaxNode;
}

export function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => {
      const file = join(folder, name);
      const tree = parseSync(readFileSync(join(ROOT, file), "utf8"), { syntax: "typescript" });
      return { file, tree: tree as unknown as SyntaxNode };
    });
}

/** Every node of a tree, the outer ones first. */
export function* nodesOf(value: unknown): Generator<SyntaxNode> {
  if (Array.isArray(value)) {
    for (const entry of value) yield* nodesOf(entry);
  } else if (isNode(value)) {
    yield value;
    for (const field of Object.values(value)) yield* nodesOf(field);
  } else if (typeof value === "object" && value !== null) {
    for (const field of Object.values(value)) yield* nodesOf(field);
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as Partial<SyntaxNode>).type === "string";
}

/** The name that a call goes by: `error` of `findings.error(...)`, `refusal` of `refusal(...)`. */
export function calledName(call: SyntaxNode): string | undefined {
  return nameOf(call.callee);
}

/** The last part of what a call is made on: `log` of `this.parts.log.warn(...)`. */
export function calledOn({ callee }: SyntaxNode): string | undefined {
  return isNode(callee) && callee.type === "MemberExpression" ? nameOf(callee.object) : undefined;
}

export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return ((call.arguments ?? []) as readonly { readonly expression: SyntaxNode }[]).map(({ expression }) => expression);
}

/** The text of a string, or of a template whose expressions are written `${}`. */
export function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "StringLiteral") return String(node.value);
  if (node.type !== "TemplateLiteral") return undefined;
  return (node.quasis as readonly { readonly cooked: string }[]).map(({ cooked }) => cooked).join("${}");
}

/** The name of an identifier, of a member, or of a key. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier" || node.type === "StringLiteral") return String(node.value);
  return node.type === "MemberExpression" ? nameOf(node.property) : undefined;
}
