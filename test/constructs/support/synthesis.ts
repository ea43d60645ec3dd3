import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";

/** A stack of its own, in an app of its own. */
export function newStack(id = "stack"): TerraformStack {
  return new TerraformStack(Testing.app(), id);
}

/** The errors that stop a stack's synthesis, one a line; none where nothing does. */
export function errorsOf(stack: TerraformStack): readonly string[] {
  try {
    Testing.synth(stack, true);
    return [];
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith("Validation failed")) throw error;
    return message
      .split("\n")
      .filter((line) => /^ {2}\[/.test(line))
      .map((line) => line.trim());
  }
}

/** The warnings that a stack's constructs were given at synthesis: `CONSTRUCT: TEXT`. */
export function warningsOf(stack: TerraformStack): readonly string[] {
  Testing.synth(stack, true);
  return stack.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => `${node.path}: ${data}`),
    );
}

/** Synthesizes a whole app to files, and reads back each stack's `cdk.tf.json`. */
export function synthesizeApp(build: (app: App) => void): Readonly<Record<string, unknown>> {
  const outdir = mkdtempSync(join(tmpdir(), "portico-synth-"));
  try {
    const app = new App({ outdir });
    build(app);
    app.synth();
    const stacks = app.node.findAll().filter((construct) => TerraformStack.isStack(construct));
    return Object.fromEntries(
      stacks.map(({ node }) => [
        node.id,
        JSON.parse(readFileSync(join(outdir, "stacks", node.id, "cdk.tf.json"), "utf8")) as unknown,
      ]),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
