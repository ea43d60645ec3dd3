import { Expression } from "../regular-expression";
import { type Block, block, blocks, text } from "../terraform";

/** What the target gets as request target and Host. */
export interface Forwarded {
  readonly path: string;
  readonly host: string;
}

/** Rewrites what a rule forwards; `undefined` where the rewrite fails, which a client sees as 500. */
export type Transform = (forwarded: Forwarded) => Forwarded | undefined;

/**
 * The transforms of a rule (ELB user guide, "Transforms for listener rules"): at most one of each type, on the request
 * as it came in. Without a match nothing is changed.
 */
export function readTransforms(rule: Block): readonly Transform[] {
  return blocks(rule.transform).flatMap((transform): readonly Transform[] => {
    const type = text(transform.type);
    if (type === "host-header-rewrite") {
      const rewrite = readRewrite(transform.host_header_rewrite_config);
      return [(forwarded) => ({ ...forwarded, host: rewrite(forwarded.host) })];
    }
    if (type === "url-rewrite") {
      const rewrite = readRewrite(transform.url_rewrite_config);
      return [
        (forwarded) => {
          const path = rewrite(forwarded.path);
          return path.startsWith("/") ? { ...forwarded, path } : undefined;
        },
      ];
    }
    throw new SyntaxError(`the transform "${type ?? ""}" is not known`);
  });
}

function readRewrite(config: unknown): (value: string) => string {
  const { regex, replace } = block(block(config).rewrite);
  const expression = new Expression(text(regex) ?? "");
  const replacement = text(replace) ?? "";
  return (value) =>
    expression.replaceFirst(value, (groupOf) =>
      replacement.replace(/\$([0-9])/g, (whole, digit: string) =>
        Number(digit) > expression.groupCount ? whole : groupOf(Number(digit)),
      ),
    ) ?? value;
}
