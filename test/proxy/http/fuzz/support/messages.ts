import fc from "fast-check";

const TOKEN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!#$%&'*+^`|~";
const VALUE = `${TOKEN} \t"(),/:;<=>?@[]{}\\\x80\xe9\xff`;

export const characters = (alphabet: string, size: { minLength?: number; maxLength: number }): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), size).map((list) => list.join(""));

const path = characters("abz09-._~/%2E%41!$&'()*+,;=:@", { maxLength: 20 }).map((text) => `/${text}`);
const query = fc.option(
  characters("ab=&?/%[]", { maxLength: 12 }).map((text) => `?${text}`),
  { nil: "" },
);
const target = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(path, query).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.tuple(path, query).map(([where, what]) => `http://shop.example.com${where}${what}`) },
  { weight: 1, arbitrary: fc.constantFrom("*", "example.com:443", "/", "//", "/..", "/a%00b") },
);

export const plainField = fc.tuple(
  fc.oneof(characters(TOKEN, { minLength: 1, maxLength: 12 }), fc.constantFrom("Cookie", "X_Forwarded_For", "Date")),
  characters(VALUE, { maxLength: 20 }),
);
const knownField = fc.constantFrom<[string, string]>(
  ["Connection", "close"],
  ["Connection", "keep-alive, X-One"],
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["TE", "trailers"],
  ["Expect", "100-continue"],
  ["X-Forwarded-For", "10.0.0.1"],
  ["Forwarded", "for=10.0.0.1"],
  ["Keep-Alive", "timeout=5"],
  ["X-One", "1"],
);

interface Body {
  readonly fields: readonly (readonly [string, string])[];
  readonly bytes: string;
}

const NONE: Body = { fields: [], bytes: "" };
const bytes = characters("ab\r\n\0\xff0;:", { maxLength: 24 });
export const sized: fc.Arbitrary<Body> = bytes.map((text) => ({
  fields: [["Content-Length", String(text.length)]],
  bytes: text,
}));
const chunk = fc
  .tuple(characters("ab\r\n\0", { minLength: 1, maxLength: 17 }), fc.constantFrom("", ";a", ";a=b", ';a="b c"'))
  .map(([text, extension]) => `${text.length.toString(16)}${extension}\r\n${text}\r\n`);
const trailer = fc.constantFrom("", "X-Sum: 1\r\n", "X-Sum: 1\r\nX-Two:\r\n");
export const chunked: fc.Arbitrary<Body> = fc
  .tuple(fc.array(chunk, { maxLength: 4 }), trailer)
  .map(([chunks, trailers]) => ({
    fields: [["Transfer-Encoding", "chunked"]],
    bytes: `${chunks.join("")}0\r\n${trailers}\r\n`,
  }));

/** A request that is valid HTTP/1.1, as Latin-1. */
export const validRequest: fc.Arbitrary<string> = fc
  .record({
    method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"),
    target,
    host: fc.constantFrom("shop.example.com", "a", "[::1]:80", "SHOP.example.com:8080"),
    fields: fc.array(fc.oneof({ weight: 3, arbitrary: plainField }, { weight: 2, arbitrary: knownField }), {
      maxLength: 6,
    }),
    body: fc.oneof(fc.constant(NONE), sized, chunked),
    space: fc.constantFrom("", " ", "  ", "\t"),
  })
  .map(({ method, target: where, host, fields, body, space }) => {
    const all = [["Host", host], ...fields, ...body.fields];
    const lines = all.map(([name, value]) => `${name}:${space}${value}\r\n`).join("");
    return `${method} ${where} HTTP/1.1\r\n${lines}\r\n${body.bytes}`;
  });

/** What attacks on framing are made of. */
export const FRAGMENTS: readonly string[] = [
  "\r\n",
  "\n",
  "\r",
  " ",
  "\t",
  "\0",
  "\x0b",
  "\x7f",
  ":",
  ",",
  ";",
  "_",
  "+",
  "-",
  "0x",
  "0",
  "\r\n\r\n",
  "\r\n ",
  "Host: b\r\n",
  "Content-Length: 3\r\n",
  "Content-Length: 3, 3\r\n",
  "Content-Length:\r\n",
  "Content_Length: 3\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: gzip, chunked\r\n",
  "Transfer-Encoding: identity\r\n",
  "Transfer-Encoding:\x0bchunked\r\n",
  "Transfer-Encoding : chunked\r\n",
  "chunked",
  "HTTP/1.0",
  "HTTP/2.0",
  "ffffffffffffffff\r\n",
  "0\r\n\r\n",
  "GET / HTTP/1.1\r\n",
];

type Mutation = (text: string) => string;

/** Somewhere in a text, as a share of its length. (Nearly all doubles from 0 to 1 are next to 0.) */
const PLACES = 2 ** 16;
const place = fc.nat(PLACES - 1).map((index) => index / PLACES);
const mutationWith = (fragments: readonly string[]): fc.Arbitrary<Mutation> =>
  fc.oneof(
    fc.tuple(place, fc.constantFrom(...fragments)).map(([at, piece]) => (text: string) => {
      const index = Math.floor(at * (text.length + 1));
      return text.slice(0, index) + piece + text.slice(index);
    }),
    fc.tuple(place, fc.integer({ min: 1, max: 4 })).map(([at, length]) => (text: string) => {
      const index = Math.floor(at * text.length);
      return text.slice(0, index) + text.slice(index + length);
    }),
    fc.tuple(place, fc.integer({ min: 0, max: 255 })).map(([at, code]) => (text: string) => {
      const index = Math.floor(at * text.length);
      return text.slice(0, index) + String.fromCharCode(code) + text.slice(index + 1);
    }),
    // A line given twice, or taken away.
    fc.tuple(place, fc.boolean()).map(([at, twice]) => (text: string) => {
      const lines = text.split("\r\n");
      const index = Math.floor(at * lines.length);
      lines.splice(index, twice ? 0 : 1, ...(twice ? [lines[index] ?? ""] : []));
      return lines.join("\r\n");
    }),
  );

/**
 * Messages with one to three changes.
 *
 * @param fragments what may be put into them
 */
export function mutated(
  messages: fc.Arbitrary<string>,
  fragments: readonly string[] = FRAGMENTS,
): fc.Arbitrary<string> {
  return fc
    .tuple(messages, fc.array(mutationWith(fragments), { minLength: 1, maxLength: 3 }))
    .map(([text, mutations]) => mutations.reduce((changed, mutate) => mutate(changed), text));
}

/** A valid request with changes. */
export const mutatedRequest: fc.Arbitrary<string> = mutated(validRequest);

/** Where a message is cut into pieces. */
export const cuts: fc.Arbitrary<readonly number[]> = fc.array(place, { maxLength: 6 });

export function cutInto(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const at = [...new Set(places.map((where) => Math.floor(where * bytes.length)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}
