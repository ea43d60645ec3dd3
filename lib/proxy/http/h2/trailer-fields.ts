import type { HeadParser } from "../h1/wire/head-parser";
import { TrailerParser } from "../h1/wire/trailer-parser";
import { checkedKind, MALFORMED } from "./field-text";
import type { FieldTaker } from "./hpack";
import { markNeverIndexed } from "./never-indexed";

/** Bytes of them: as many as after a body in chunks. */
const LARGEST = 8192;

/** Makes trailers of the fields of a block, as if they had come after chunks. */
export class TrailerFields {
  private readonly message = new TrailerParser({ head: LARGEST, fieldCount: 0, target: 0 });
  private malformed = false;
  private fieldCount = 0;

  /** @param fieldCount how many there may be */
  begin(fieldCount: number): void {
    this.fieldCount = fieldCount;
    this.message.openFields();
    this.malformed = false;
  }

  readonly take: FieldTaker = (name, value, neverIndexed) => {
    const { message } = this;
    // A byte may name a field of thousands: what is too large is not read on.
    if (this.malformed) return;
    const kind = checkedKind(name, value);
    const tooMany = message.fieldCount === this.fieldCount;
    if (kind === MALFORMED || tooMany || message.addedLength + name.length + value.length > LARGEST) {
      this.malformed = true;
    } else {
      message.addField(name, value, kind);
      if (neverIndexed) markNeverIndexed(message, name);
    }
  };

  /** @returns lent until the next block; `undefined` where they are malformed */
  end(): HeadParser | undefined {
    this.message.endFields();
    return this.malformed ? undefined : this.message;
  }
}
