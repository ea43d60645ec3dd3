/** The value of the first cookie of that name (RFC 6265 section 4.2.1). */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  let start = 0;
  let equals = -1;
  while (start < header.length) {
    const next = header.indexOf(";", start);
    const end = next < 0 ? header.length : next;
    if (equals < start) equals = header.indexOf("=", start);
    // There is none any more; it is not looked for again in each of what may be thousands of pieces.
    if (equals < 0) return undefined;
    if (equals < end && header.slice(start, equals).trim() === name) return header.slice(equals + 1, end).trim();
    start = end + 1;
  }
  return undefined;
}
