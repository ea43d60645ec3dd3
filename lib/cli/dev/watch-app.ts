import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type LocalRun, SourceWatcher } from "../../dev";
import { listenerPlaces } from "../../proxy";
import type { Topology } from "../../topology";
import { CliError } from "../cli-error";
import { chooseStack } from "./choose-stack";
import type { DevRequest } from "./dev-request";
import { samplesOf } from "./samples";
import { aborted } from "./signals";
import { introduction, startStack } from "./start-stack";

/** Files that a message names; of more it gives the number. */
const MOST = 3;

/**
 * Runs an app's stack, and synthesizes it anew whenever its sources change. What cannot be synthesized or run is said,
 * and what ran before goes on.
 *
 * @param ended - ends it
 */
export async function watchApp(request: DevRequest, ended: AbortSignal): Promise<void> {
  const app = new WatchedApp(request, ended);
  const watcher = new SourceWatcher(
    request.folder,
    (files) => app.changed(files),
    (reason) => request.io.err(`portico: some of the sources are not watched: ${reason}\n`),
  );
  app.changed([]);
  await aborted(ended);
  watcher.close();
  await app.close();
}

/** One synthesis after another; changes that come during one make the next. */
class WatchedApp {
  private run: LocalRun | undefined;
  private count = 0;
  /** Files that have changed since the last synthesis began. */
  private pending: Set<string> | undefined;
  private work: Promise<void> | undefined;

  constructor(
    private readonly request: DevRequest,
    private readonly ended: AbortSignal,
  ) {}

  changed(files: readonly string[]): void {
    this.pending ??= new Set();
    for (const file of files) this.pending.add(file);
    this.work ??= this.catchUp();
  }

  async close(): Promise<void> {
    await this.work;
    await this.run?.close();
  }

  private async catchUp(): Promise<void> {
    while (this.pending !== undefined && !this.ended.aborted) {
      const files = [...this.pending];
      this.pending = undefined;
      await this.takeUp(files);
    }
    this.work = undefined;
  }

  private async takeUp(files: readonly string[]): Promise<void> {
    const { io, output } = this.request;
    const folder = join(output, String(++this.count));
    if (files.length > 0) io.out(`portico: changed: ${summary(files)}\n`);
    try {
      await this.apply(folder);
    } catch (error) {
      const lines = error instanceof CliError ? error.lines : [error instanceof Error ? error.message : String(error)];
      const next = this.run === undefined ? "nothing runs until it is mended" : "what ran before goes on";
      io.err([...lines, next].map((line) => `portico: ${line}\n`).join(""));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async apply(folder: string): Promise<void> {
    const { request, run } = this;
    const stack = await chooseStack(request, folder, this.ended);
    if (stack === undefined) return;
    if (run !== undefined) {
      request.io.out(await update(run, stack.topology));
    } else {
      this.run = await startStack(stack, request);
      request.io.out(introduction(stack, this.run, request));
    }
  }
}

/**
 * @returns what is new
 * @throws CliError where it cannot be run
 */
async function update(run: LocalRun, topology: Topology): Promise<string> {
  const before = { topology: run.topology, notes: run.notes, samples: samplesOf(run) };
  const problems = await run.update(topology);
  if (problems.length > 0) throw new CliError(2, problems);
  if (isDeepStrictEqual(run.topology, before.topology)) return "portico: the stack is as it was\n";
  const notes = run.notes.filter((note) => !before.notes.includes(note)).map((note) => `  ${note}\n`);
  const samples = samplesOf(run);
  const places = listenerPlaces(run.addresses);
  return `portico applied: ${places}\n${notes.join("")}${samples === before.samples ? "" : `\n${samples}`}`;
}

function summary(files: readonly string[]): string {
  const shown = files.slice(0, MOST).join(", ");
  return files.length > MOST ? `${shown} and ${files.length - MOST} more` : shown;
}
