import type { BodyOutput, BodyStage } from "../../../engine";

/** Lets a body pass by, and gives out a page in its place: at once, since what goes wrong may never end. */
export class PageStage implements BodyStage {
  private given = false;

  constructor(
    private readonly page: Buffer,
    private readonly output: BodyOutput,
  ) {}

  push(): boolean {
    this.give();
    return true;
  }

  end(): void {
    this.give();
    this.output.end();
  }

  resume(): void {}

  destroy(): void {
    this.given = true;
  }

  private give(): void {
    if (this.given) return;
    this.given = true;
    if (this.page.length > 0) this.output.write(this.page);
  }
}
