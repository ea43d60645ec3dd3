import type { Construct } from "constructs";
import { DefaultTokenResolver, StringConcat, Tokenization } from "../../cdktf";

/**
 * A value as a part of a construct's id. What only Terraform will know is named as its expression stands in the output:
 * each token for it is another, and two services that mean the same must come to the same id.
 */
export function expressionName(value: string | number, scope: Construct): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return String(Tokenization.resolve(value, { scope, resolver }))
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
