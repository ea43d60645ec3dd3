import { type IResolveContext, Tokenization } from "../../cdktf";
import { parseTemplate, type TemplatePart } from "./template";

/**
 * The parts of a text that may hold tokens. What is not of a token is literal, `${` included: only tokens become
 * expressions.
 */
export function resolveTemplate(text: string, context: IResolveContext): readonly TemplatePart[] {
  const mapped = Tokenization.reverseString(text).mapTokens({
    ...context,
    resolve: (token) => new Resolved(context.resolve(token)),
  });
  const fragments: readonly unknown[] = [mapped.join({ join: (left, right) => [left, right].flat() })].flat();
  return fragments.flatMap((fragment): readonly TemplatePart[] =>
    fragment instanceof Resolved ? fragment.parts : [{ literal: String(fragment) }],
  );
}

/** What a token came to: a value, or Terraform's text for one. */
class Resolved {
  constructor(private readonly value: unknown) {}

  get parts(): readonly TemplatePart[] {
    return typeof this.value === "string" ? parseTemplate(this.value) : [{ literal: String(this.value ?? "") }];
  }
}
