import type { BodyOutput, BodyStage } from "../../../engine";
import type { Compressor } from "./compressors";

/** A body through one of Node's compressors, which works on threads of its own. */
export class CompressionStage implements BodyStage {
  private over = false;
  /** Pieces that the compressor has yet to look at. */
  private waiting = 0;

  /**
   * @param flush what has the compressor give out all that it holds, as Node numbers it: done whenever nothing more has
   * come, for a body whose pieces somebody may wait for; `undefined` where the whole of it is waited for
   */
  constructor(
    private readonly compressor: Compressor,
    output: BodyOutput,
    private readonly flush?: number,
  ) {
    compressor.on("data", (chunk: Buffer) => {
      if (!this.over && !output.write(chunk)) compressor.pause();
    });
    compressor.on("drain", () => output.ready());
    compressor.once("end", () => {
      if (!this.over) output.end();
    });
    compressor.once("error", (error) => {
      if (!this.over) output.fail(`the body cannot be compressed: ${error.message}`);
    });
  }

  push(chunk: Buffer): boolean {
    if (this.flush === undefined) return this.compressor.write(chunk);
    this.waiting += 1;
    return this.compressor.write(chunk, () => this.compressed());
  }

  end(): void {
    this.compressor.end();
  }

  resume(): void {
    this.compressor.resume();
  }

  destroy(): void {
    this.over = true;
    this.compressor.destroy();
  }

  private compressed(): void {
    this.waiting -= 1;
    const { compressor, flush, over, waiting } = this;
    if (waiting === 0 && !over && !compressor.writableEnded) compressor.flush(flush);
  }
}
