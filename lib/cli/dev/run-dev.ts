import { join } from "node:path";
import { chooseStack } from "./choose-stack";
import type { DevRequest } from "./dev-request";
import { aborted, signalled } from "./signals";
import { introduction, startStack } from "./start-stack";
import { watchApp } from "./watch-app";

/**
 * Synthesizes an app and runs one of its stacks until a signal comes.
 *
 * @throws CliError where it cannot be synthesized or run
 */
export async function runDev(request: DevRequest): Promise<void> {
  const ended = signalled();
  if (request.watch) return watchApp(request, ended);
  const stack = await chooseStack(request, join(request.output, "1"), ended);
  if (stack === undefined) return;
  const run = await startStack(stack, request);
  request.io.out(introduction(stack, run, request));
  await aborted(ended);
  await run.close();
}
