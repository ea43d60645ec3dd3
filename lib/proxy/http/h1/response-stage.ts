import type { BodyOutput, BodyStage, BodyStageFactory } from "../../engine";
import type { ClientWriter } from "./exchange-client";
import type { Reply } from "./reply";

/** Told what becomes of a body that goes through a stage. */
export interface StageListener {
  /** The body has come out whole. */
  stageEnded(): void;
  stageFailed(reason: string): void;
  /** More of the instance's body can be taken. */
  stageReady(): void;
}

/** A response's body on its way through what filters make of it. */
export class ResponseStage implements BodyOutput {
  private readonly stage: BodyStage;
  private over = false;

  constructor(
    make: BodyStageFactory,
    private readonly reply: Reply,
    private readonly writer: ClientWriter,
    private readonly listener: StageListener,
  ) {
    this.stage = make(this);
  }

  /** @returns false where no more should come for now. The bytes are copied: they are only lent. */
  push(buffer: Buffer, start: number, end: number): boolean {
    return this.over || this.stage.push(Buffer.from(buffer.subarray(start, end)));
  }

  /** No more comes from the instance. */
  finish(): void {
    if (!this.over) this.stage.end();
  }

  /** The client takes more. */
  resume(): void {
    if (!this.over) this.stage.resume();
  }

  destroy(): void {
    if (this.over) return;
    this.over = true;
    this.stage.destroy();
  }

  write(chunk: Buffer): boolean {
    if (this.over) return true;
    this.reply.bytes(chunk, 0, chunk.length, false);
    this.writer.flush();
    return !this.writer.congested;
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    this.listener.stageEnded();
  }

  fail(reason: string): void {
    if (this.over) return;
    this.over = true;
    this.listener.stageFailed(reason);
  }

  ready(): void {
    if (!this.over) this.listener.stageReady();
  }
}
