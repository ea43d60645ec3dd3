import { entrySize } from "./entry-size";

/**
 * How many entries of one name there are at most. So many are looked through for a value, and a name whose values never
 * come again takes no more room than that.
 */
const VALUES_OF_NAME = 8;

const FIRST_PLACES = 8;

/**
 * What the encoder has put into the peer's dynamic table (RFC 7541, section 2.3.2), to be found by name and value.
 *
 * Entries are numbered as they are added, and kept in a ring. The newest of each name is in a dictionary, and each entry
 * names the one of its name before it.
 */
export class EncoderTable {
  private names: string[] = [];
  private values: string[] = [];
  /** Of each entry: the number of the one of its name before it, or -1. */
  private older: number[] = [];
  private places = 0;
  private readonly newest = new Map<string, number>();
  /** Number of the oldest entry, and of the next to be added. */
  private first = 0;
  private next = 0;
  private size = 0;

  constructor(private limit: number) {}

  /** Number of the newest entry of a name, or -1. */
  find(name: string): number {
    return this.newest.get(name) ?? -1;
  }

  /**
   * Among an entry and the older ones of its name, the one with a value.
   *
   * @returns its number; -1 where there is none, -2 where there is none and the name has all the entries it may have
   */
  findValue(newest: number, value: string): number {
    const mask = this.places - 1;
    let number = newest;
    for (let seen = 0; seen < VALUES_OF_NAME; seen += 1) {
      if (number < this.first) return -1;
      if (this.values[number & mask] === value) return number;
      number = this.older[number & mask] ?? -1;
    }
    return -2;
  }

  /** How far an entry is from the newest one, which is 0. */
  index(number: number): number {
    return this.next - 1 - number;
  }

  /** Whether a field takes no more than half of the table: a larger one would push out most of what is in it. */
  fits(name: string, value: string): boolean {
    return 2 * entrySize(name, value) <= this.limit;
  }

  /** Adds a field that {@link fits}; entries that have no room beside it are dropped, the oldest first. */
  add(name: string, value: string): void {
    const size = entrySize(name, value);
    this.shrinkTo(this.limit - size);
    if (this.next - this.first === this.places) this.grow();
    const place = this.next & (this.places - 1);
    this.names[place] = name;
    this.values[place] = value;
    this.older[place] = this.newest.get(name) ?? -1;
    this.newest.set(name, this.next);
    this.next += 1;
    this.size += size;
  }

  resize(limit: number): void {
    this.limit = limit;
    this.shrinkTo(limit);
  }

  private shrinkTo(size: number): void {
    while (this.size > size) {
      const place = this.first & (this.places - 1);
      const name = this.names[place] ?? "";
      this.size -= entrySize(name, this.values[place] ?? "");
      if (this.newest.get(name) === this.first) this.newest.delete(name);
      this.names[place] = "";
      this.values[place] = "";
      this.first += 1;
    }
  }

  private grow(): void {
    const names: string[] = [];
    const values: string[] = [];
    const older: number[] = [];
    const places = this.places === 0 ? FIRST_PLACES : 2 * this.places;
    for (let place = 0; place < places; place += 1) {
      names.push("");
      values.push("");
      older.push(-1);
    }
    for (let number = this.first; number < this.next; number += 1) {
      const from = number & (this.places - 1);
      const to = number & (places - 1);
      names[to] = this.names[from] ?? "";
      values[to] = this.values[from] ?? "";
      older[to] = this.older[from] ?? -1;
    }
    this.names = names;
    this.values = values;
    this.older = older;
    this.places = places;
  }
}
