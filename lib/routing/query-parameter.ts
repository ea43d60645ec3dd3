const AMPERSAND = 0x26;

/**
 * The value of the first parameter of that name, percent-decoded; `undefined` where there is none. `+` is a plus, and
 * an escape that is not valid UTF-8 leaves its name or value as it is.
 *
 * Parameters end at `&`; one without `=` has the empty value.
 *
 * @param query a query without its `?`
 */
export function queryParameter(query: string, name: string): string | undefined {
  let start = 0;
  while (start < query.length) {
    if (query.charCodeAt(start) === AMPERSAND) {
      start++;
      continue;
    }
    const next = query.indexOf("&", start);
    const end = next < 0 ? query.length : next;
    const equals = query.indexOf("=", start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (decodeComponent(query.slice(start, nameEnd)) === name) {
      return nameEnd === end ? "" : decodeComponent(query.slice(nameEnd + 1, end));
    }
    start = end + 1;
  }
  return undefined;
}

function decodeComponent(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
