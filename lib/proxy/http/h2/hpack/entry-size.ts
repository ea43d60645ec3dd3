/** What an entry of a dynamic table counts beside the octets of its name and value (RFC 7541, section 4.1). */
const ENTRY_OVERHEAD = 32;

/** What a field counts in a dynamic table. */
export function entrySize(name: string, value: string): number {
  return name.length + value.length + ENTRY_OVERHEAD;
}
