import type { Transform } from "node:stream";
import type { BodyOutput, BodyStage } from "../../../engine";

/** A body through one of Node's compressors, which works on threads of its own. */
export class CompressionStage implements BodyStage {
  private over = false;

  constructor(
    private readonly compressor: Transform,
    output: BodyOutput,
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
    return this.compressor.write(chunk);
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
}
