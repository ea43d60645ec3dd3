import { fieldsOfLines } from "./field-lines";
import type { HpackEncoder } from "./hpack";

/** Fields that are sent after a body. */
export class TrailerBlock {
  private readonly fields: readonly string[];

  /**
   * @param lines as of HTTP/1.1
   * @param neverIndexed names of those that no table may hold
   */
  constructor(
    lines: string,
    private readonly neverIndexed: ReadonlySet<string> | undefined,
  ) {
    this.fields = fieldsOfLines(lines);
  }

  encode(encoder: HpackEncoder): void {
    const { fields, neverIndexed } = this;
    encoder.begin();
    for (let index = 0; index < fields.length; index += 2) {
      const name = fields[index] ?? "";
      encoder.field(name, fields[index + 1] ?? "", neverIndexed?.has(name));
    }
  }
}
