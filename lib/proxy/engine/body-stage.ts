/** Where a stage's bytes go: the client, or the next stage. Made by the engine. */
export interface BodyOutput {
  /**
   * Takes the next bytes, which nobody else changes from then on.
   *
   * @returns false where no more should come until {@link BodyStage.resume} is called; what was given is kept
   */
  write(chunk: Buffer): boolean;
  /** The body is whole. */
  end(): void;
  /** The body cannot be made: the client must see that it is not whole. Nothing comes after it. */
  fail(reason: string): void;
  /** The stage takes more, after a {@link BodyStage.push} that returned false. */
  ready(): void;
}

/** Changes one body on its way. Bytes come out at once or later, but never before the first push or end. */
export interface BodyStage {
  /**
   * Takes the next bytes, which are the stage's own from then on.
   *
   * @returns false where no more should come until {@link BodyOutput.ready} is called; what was given is kept
   */
  push(chunk: Buffer): boolean;
  /** No more comes. The stage gives out what it holds, then ends its output. */
  end(): void;
  /** The output takes more, after a {@link BodyOutput.write} that returned false. */
  resume(): void;
  /** The exchange is over before the body was: what is held is let go, and nothing comes out any more. */
  destroy(): void;
}

/** Makes the stage for one body. */
export type BodyStageFactory = (output: BodyOutput) => BodyStage;
