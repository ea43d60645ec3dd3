import { HeadParser, LINE_START } from "./head-parser";

/** Reads the fields after a chunked body. */
export class TrailerParser extends HeadParser {
  protected override state = LINE_START;

  /** Begins trailers that come otherwise than as lines. */
  openFields(): void {
    this.reset();
    this.open("");
  }

  override reset(): void {
    super.reset();
    this.state = LINE_START;
  }

  protected startLine(): boolean {
    return true;
  }
}
