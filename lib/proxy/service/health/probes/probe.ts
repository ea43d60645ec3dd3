import type { Instance } from "../../../engine";

/** What came of one check; `reason` says what was wrong. */
export type ProbeResult = { readonly success: true } | { readonly success: false; readonly reason: string };

/**
 * Checks an instance once.
 *
 * @param timeout milliseconds
 * @param done called exactly once, unless cancelled
 * @returns cancels the check
 */
export type Probe = (instance: Instance, timeout: number, done: (result: ProbeResult) => void) => () => void;

export const SUCCESS: ProbeResult = { success: true };

export function failure(reason: string): ProbeResult {
  return { success: false, reason };
}

/** Passes on the first result, or the timeout as one, and tidies up. */
export class Verdict {
  private ended = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    timeout: number,
    private readonly done: (result: ProbeResult) => void,
    private readonly tidy: () => void,
  ) {
    this.timer = setTimeout(() => this.give(failure(`no answer within ${timeout} ms`)), timeout);
  }

  give(result: ProbeResult): void {
    if (this.end()) this.done(result);
  }

  cancel(): void {
    this.end();
  }

  private end(): boolean {
    if (this.ended) return false;
    this.ended = true;
    clearTimeout(this.timer);
    this.tidy();
    return true;
  }
}
