/** Frames that one block of fields may take. */
const FRAMES = 64;

/** A block of fields that comes in several frames: nothing else may come in between. */
export class FieldBlock {
  /** The stream that it belongs to; 0 where none has begun. */
  stream = 0;
  flags = 0;
  private frames = 0;
  private bytes: Buffer | undefined;
  private length = 0;

  /** @param largest bytes that it may have */
  constructor(private readonly largest: number) {}

  begin(stream: number, flags: number): void {
    this.stream = stream;
    this.flags = flags;
    this.frames = 0;
    this.length = 0;
  }

  /** @returns whether it is still within its bounds */
  add(payload: Buffer, start: number, end: number): boolean {
    this.frames += 1;
    const length = this.length + end - start;
    if (length > this.largest || this.frames > FRAMES) return false;
    if (this.bytes === undefined || this.bytes.length < length) {
      const larger = Buffer.allocUnsafe(Math.min(this.largest, Math.max(2 * length, 1024)));
      this.bytes?.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    payload.copy(this.bytes, this.length, start, end);
    this.length = length;
    return true;
  }

  /** It is complete. @returns all of it */
  take(): Buffer {
    const whole = this.bytes?.subarray(0, this.length) ?? Buffer.alloc(0);
    this.stream = 0;
    this.bytes = undefined;
    return whole;
  }
}
