import { App, type ISynthesisSession, type TerraformStack } from "./cdktf";

/** Versions of manifests that cdktf's own test helpers write. */
const STUBBED = "stubbed";

/** Whether the stack is synthesized for its user, not by cdktf's test helpers: those leave the user's files alone. */
export function isRealSynthesis(stack: TerraformStack, session: ISynthesisSession): boolean {
  const { root } = stack.node;
  return App.isApp(root) && root.manifest === session.manifest && session.manifest.version !== STUBBED;
}
