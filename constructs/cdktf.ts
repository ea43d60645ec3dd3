/**
 * The one place that names cdktf, by deep path: it keeps loading quick, and its successor one file away.
 */
export { Annotations } from "cdktf/lib/annotations";
export { App } from "cdktf/lib/app";
export type { ISynthesisSession } from "cdktf/lib/synthesize";
export { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";

export type { ITerraformDependable } from "cdktf/lib/terraform-dependable";
export { Fn } from "cdktf/lib/terraform-functions";
export { type ITerraformIterator, TerraformIterator } from "cdktf/lib/terraform-iterator";
export { Op } from "cdktf/lib/terraform-operators";
export type { TerraformProvider } from "cdktf/lib/terraform-provider";
export type { TerraformResource, TerraformResourceConfig } from "cdktf/lib/terraform-resource";
export { TerraformStack } from "cdktf/lib/terraform-stack";

export { dependable } from "cdktf/lib/tfExpression";
export {
  DefaultTokenResolver,
  type IResolvable,
  type IResolveContext,
  Lazy,
  StringConcat,
  Token,
  Tokenization,
} from "cdktf/lib/tokens";
/** Notes where a token is made. */
export * as tokenOrigins from "cdktf/lib/tokens/private/stack-trace";
