/** An entry, between the one used before it and the one used after it. */
interface Entry<Key, Value> {
  readonly key: Key;
  value: Value;
  older: Entry<Key, Value> | undefined;
  newer: Entry<Key, Value> | undefined;
}

/**
 * A map with room for so many entries: the one that was not used for the longest makes room.
 *
 * A `Map` keeps its entries in an order, too, but its first is dear to find where many before it were deleted.
 */
export class RecencyMap<Key, Value> {
  private readonly entries = new Map<Key, Entry<Key, Value>>();
  private oldest: Entry<Key, Value> | undefined;
  private newest: Entry<Key, Value> | undefined;

  /** @param capacity entries that are kept at most; 1 at least */
  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.entries.size;
  }

  /** A value, which counts as its use. */
  get(key: Key): Value | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.use(entry);
    return entry.value;
  }

  /** Puts a value there, which counts as its use. */
  set(key: Key, value: Value): void {
    const known = this.entries.get(key);
    if (known !== undefined) {
      known.value = value;
      this.use(known);
      return;
    }
    if (this.oldest !== undefined && this.entries.size >= this.capacity) this.forget(this.oldest);
    const entry: Entry<Key, Value> = { key, value, older: undefined, newer: undefined };
    this.entries.set(key, entry);
    this.append(entry);
  }

  delete(key: Key): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) this.forget(entry);
  }

  /** Forgets every entry whose value is not to be kept. */
  keep(wanted: (value: Value) => boolean): void {
    for (const entry of this.entries.values()) if (!wanted(entry.value)) this.forget(entry);
  }

  private use(entry: Entry<Key, Value>): void {
    if (entry === this.newest) return;
    this.takeOut(entry);
    this.append(entry);
  }

  private forget(entry: Entry<Key, Value>): void {
    this.entries.delete(entry.key);
    this.takeOut(entry);
  }

  private append(entry: Entry<Key, Value>): void {
    entry.older = this.newest;
    entry.newer = undefined;
    if (this.newest === undefined) this.oldest = entry;
    else this.newest.newer = entry;
    this.newest = entry;
  }

  private takeOut({ older, newer }: Entry<Key, Value>): void {
    if (older === undefined) this.oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.newest = older;
    else newer.older = older;
  }
}
