import type { BodyOutput, BodyStage } from "../../../engine";

/** Lets a body pass by, and gives out a page in its place. */
export class PageStage implements BodyStage {
  private over = false;

  constructor(
    private readonly page: Buffer,
    private readonly output: BodyOutput,
  ) {}

  push(): boolean {
    return true;
  }

  end(): void {
    if (this.over) return;
    if (this.page.length > 0) this.output.write(this.page);
    this.output.end();
  }

  resume(): void {}

  destroy(): void {
    this.over = true;
  }
}
