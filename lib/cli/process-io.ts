import type { Io } from "./io";

/** Of a stream, what is needed here. */
type Output = Pick<NodeJS.WriteStream, "write" | "on">;

/**
 * The streams of this process. A reader who has seen enough and left (`| head`) is no failure, and what is still to be
 * written is dropped; a full disk is one.
 */
export class ProcessIo implements Io {
  private isGone = false;
  private failed = false;

  constructor(
    private readonly stdout: Output,
    private readonly stderr: Output,
    /** Called when standard output cannot be written. */
    onFailure: () => void,
  ) {
    stdout.on("error", (error: NodeJS.ErrnoException) => {
      const isFirst = !this.isGone;
      this.isGone = true;
      if (error.code === "EPIPE" || !isFirst) return;
      this.failed = true;
      this.err(`portico: standard output cannot be written: ${error.message}\n`);
      onFailure();
    });
    // There is nowhere to say it.
    stderr.on("error", () => {});
  }

  get hasFailed(): boolean {
    return this.failed;
  }

  out(text: string): void {
    if (!this.isGone) this.stdout.write(text);
  }

  err(text: string): void {
    this.stderr.write(text);
  }
}
