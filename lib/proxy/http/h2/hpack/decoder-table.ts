import { entrySize } from "./entry-size";

const FIRST_PLACES = 8;

/**
 * The fields that a peer has put into its dynamic table (RFC 7541, section 2.3.2), as a ring: the newest has index 0 here.
 * It begins without memory, and grows with what it holds.
 */
export class DecoderTable {
  private names: string[] = [];
  private values: string[] = [];
  private places = 0;
  /** Where the next entry goes. */
  private next = 0;
  private count = 0;
  private size = 0;

  constructor(private limit: number) {}

  get length(): number {
    return this.count;
  }

  /** @param index less than {@link length} */
  name(index: number): string {
    return this.names[(this.next - 1 - index) & (this.places - 1)] ?? "";
  }

  /** @param index less than {@link length} */
  value(index: number): string {
    return this.values[(this.next - 1 - index) & (this.places - 1)] ?? "";
  }

  /** Entries that no longer fit are dropped, the oldest first; one that is larger than the table empties it. */
  add(name: string, value: string): void {
    const size = entrySize(name, value);
    this.shrinkTo(this.limit - size);
    if (size > this.limit) return;
    if (this.count === this.places) this.grow();
    this.names[this.next] = name;
    this.values[this.next] = value;
    this.next = (this.next + 1) & (this.places - 1);
    this.count += 1;
    this.size += size;
  }

  resize(limit: number): void {
    this.limit = limit;
    this.shrinkTo(limit);
  }

  private shrinkTo(size: number): void {
    while (this.count > 0 && this.size > size) {
      this.count -= 1;
      const oldest = (this.next - 1 - this.count) & (this.places - 1);
      this.size -= entrySize(this.names[oldest] ?? "", this.values[oldest] ?? "");
      this.names[oldest] = "";
      this.values[oldest] = "";
    }
  }

  private grow(): void {
    const names: string[] = [];
    const values: string[] = [];
    for (let index = this.count - 1; index >= 0; index -= 1) {
      names.push(this.name(index));
      values.push(this.value(index));
    }
    this.places = this.places === 0 ? FIRST_PLACES : 2 * this.places;
    for (let place = this.count; place < this.places; place += 1) {
      names.push("");
      values.push("");
    }
    this.names = names;
    this.values = values;
    this.next = this.count;
  }
}
