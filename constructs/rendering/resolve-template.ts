import { type IResolveContext, Tokenization } from "../cdktf";
import { parseTemplate, type TemplatePart } from "./template";

/**
 * The parts of a text that may hold tokens. What is not of a token is literal, `${` included: only tokens become
 * expressions.
 */
export function resolveTemplate(text: string, context: IResolveContext): readonly TemplatePart[] {
  if (text === "") return [];
  const mapped = Tokenization.reverseString(text).mapTokens({
    ...context,
    resolve: (token) => new Resolved(context.resolve(token)),
  });
  const fragments: readonly unknown[] = [mapped.join({ join: (left, right) => [left, right].flat() })].flat();
  return joinLiterals(
    fragments.flatMap((fragment): readonly TemplatePart[] =>
      fragment instanceof Resolved ? fragment.parts : [{ literal: String(fragment) }],
    ),
  );
}

/** What could begin an expression may be spread over neighbours. */
function joinLiterals(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const joined: TemplatePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last !== undefined && "literal" in last && "literal" in part) {
      joined.splice(-1, 1, { literal: last.literal + part.literal });
    } else joined.push(part);
  }
  return joined;
}

/** What a token came to: a value, or Terraform's text for one. */
class Resolved {
  constructor(private readonly value: unknown) {}

  get parts(): readonly TemplatePart[] {
    return typeof this.value === "string" ? parseTemplate(this.value) : [{ literal: String(this.value ?? "") }];
  }
}
