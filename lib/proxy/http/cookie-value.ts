/** The value of the first cookie of that name (RFC 6265 section 4.2.1). */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  let start = 0;
  while (start < header.length) {
    const next = header.indexOf(";", start);
    const end = next < 0 ? header.length : next;
    const equals = header.indexOf("=", start);
    if (equals >= 0 && equals < end && header.slice(start, equals).trim() === name) {
      return header.slice(equals + 1, end).trim();
    }
    start = end + 1;
  }
  return undefined;
}
