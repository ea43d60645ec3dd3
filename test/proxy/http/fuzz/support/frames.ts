import fc from "fast-check";
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  frame,
  GOAWAY,
  HAS_PRIORITY,
  HEADERS,
  PADDED,
  PING,
  PRIORITY,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from "../../h2/frames";

const UNKNOWN = 0xbb;

/** What a client sends on a connection of HTTP/2 after its preface: whole frames, as long as nothing is changed. */
export type Frames = readonly Buffer[];

const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,7}$/);
const plainText = fc.stringMatching(/^[ -~]{0,12}$/).map((text) => text.trim());
/** Those of one connection, of a second body, or with a meaning of their own are left to mutations. */
const MEANT = /^(?:connection|upgrade|te|host|expect|keep-alive|trailer|date|forwarded|cookie)$/;
const plainField = fc.tuple(
  token.filter((name) => !MEANT.test(name)),
  plainText,
);

/** How a field is written: as a literal, as one that is remembered, or as one that must not be. */
type Writing = 0x00 | 0x40 | 0x10;

const writing = fc.constantFrom<Writing>(0x00, 0x40, 0x10);

/** In Huffman's code (RFC 7541 appendix C.4.1), and the entry of the static table that names it. */
const CODED_AUTHORITY = Buffer.from("418cf1e3c2e5f23a6ba0ab90f4ff", "hex");
const RESIZE = fc.constantFrom("", "", "", "3fe11f", "20");

const METHODS: Readonly<Record<string, Buffer>> = {
  GET: Buffer.of(0x82),
  POST: Buffer.of(0x83),
  PUT: literal(":method", "PUT", 0x00),
  OPTIONS: literal(":method", "OPTIONS", 0x40),
};

interface Exchange {
  readonly head: Buffer;
  /** Where its head is cut into frames. */
  readonly cut: number;
  readonly priority: boolean;
  readonly data: readonly { readonly bytes: Buffer; readonly padding: number }[];
  readonly trailers: Buffer | undefined;
}

const body = fc.array(
  fc.record({
    bytes: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    padding: fc.constantFrom(0, 0, 1, 7),
  }),
  { maxLength: 3 },
);
const exchange: fc.Arbitrary<Exchange> = fc
  .record({
    method: fc.constantFrom("GET", "POST", "PUT", "OPTIONS"),
    path: fc.nat(99),
    fields: fc.array(fc.tuple(plainField, writing), { maxLength: 4 }),
    saysLength: fc.boolean(),
    resize: RESIZE,
    cut: fc.nat(200),
    priority: fc.boolean(),
    data: body,
    trailers: fc.option(plainField, { nil: undefined }),
  })
  .map(({ method, path, fields, saysLength, resize, cut, priority, data, trailers }) => {
    const length = data.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const all =
      saysLength && data.length > 0 ? [...fields, [["content-length", String(length)], 0x00] as const] : fields;
    const head = Buffer.concat([
      Buffer.from(resize, "hex"),
      METHODS[method] ?? Buffer.alloc(0),
      Buffer.of(0x86),
      literal(":path", `/s/${path}`, 0x00),
      CODED_AUTHORITY,
      ...all.map(([[name, value], how]) => literal(name, value, how)),
    ]);
    return { head, cut, priority, data, trailers: trailers && literal(trailers[0], trailers[1], 0x00) };
  });

const control: fc.Arbitrary<Buffer> = fc.oneof(
  fc.constant(frame(PING, 0, 0, Buffer.alloc(8))),
  fc.constant(frame(SETTINGS, 0, 0, Buffer.from("000100000064000300000010", "hex"))),
  fc.constant(frame(WINDOW_UPDATE, 0, 0, Buffer.from("00000100", "hex"))),
  fc.constant(frame(UNKNOWN, 0xff, 0, Buffer.from("any"))),
  fc.nat(4).map((index) => frame(PRIORITY, 0, 2 * index + 1, Buffer.from("0000000010", "hex"))),
);

/** A connection on which all is in order. */
export const validFrames: fc.Arbitrary<Frames> = fc
  .tuple(fc.array(exchange, { minLength: 1, maxLength: 4 }), fc.array(control, { maxLength: 4 }), fc.array(fc.nat(30)))
  .map(([exchanges, controls, places]) => {
    const frames = [frame(SETTINGS, 0, 0), ...exchanges.flatMap((one, index) => framesOf(one, 2 * index + 1))];
    for (const [index, one] of controls.entries()) {
      const at = 1 + ((places[index] ?? 0) % frames.length);
      // Nothing comes between a head's frames.
      if (frames[at]?.[3] !== CONTINUATION) frames.splice(at, 0, one);
    }
    return frames;
  });

function framesOf({ head, cut, priority, data, trailers }: Exchange, stream: number): Frames {
  const at = cut % head.length;
  const first = priority
    ? Buffer.concat([Buffer.from("0000000010", "hex"), head.subarray(0, at)])
    : head.subarray(0, at);
  const endsAtOnce = data.length === 0 && trailers === undefined;
  const flags = (endsAtOnce ? END_STREAM : 0) | (priority ? HAS_PRIORITY : 0);
  const bodies = data.map(({ bytes, padding }, index) => {
    const last = index === data.length - 1 && trailers === undefined ? END_STREAM : 0;
    const padded = Buffer.concat([Buffer.of(padding), bytes, Buffer.alloc(padding)]);
    return frame(DATA, last | (padding > 0 ? PADDED : 0), stream, padding > 0 ? padded : bytes);
  });
  return [
    frame(HEADERS, flags, stream, first),
    frame(CONTINUATION, END_HEADERS, stream, head.subarray(at)),
    ...bodies,
    ...(trailers === undefined ? [] : [frame(HEADERS, END_HEADERS | END_STREAM, stream, trailers)]),
  ];
}

/** With a prefix of some bits for its way of writing; all texts are shorter than what a length's prefix holds. */
function literal(name: string, value: string, how: Writing): Buffer {
  return Buffer.concat([
    Buffer.of(how),
    ...[name, value].flatMap((text) => [Buffer.of(text.length), Buffer.from(text)]),
  ]);
}

type Mutation = (frames: Frames) => Frames;

const nth = fc.nat(2 ** 16);
const changedFrame = (change: (one: Buffer, extra: number) => Buffer): fc.Arbitrary<Mutation> =>
  fc.tuple(nth, nth).map(
    ([index, extra]) =>
      (frames) =>
        frames.map((one, at) => (at === index % frames.length ? change(Buffer.from(one), extra) : one)),
  );
const withByte = (one: Buffer, at: number, value: number): Buffer => {
  one[at] = value & 255;
  return one;
};

/** What attacks on connections of HTTP/2 are made of. */
const ODD_FRAMES = [
  frame(SETTINGS, 1, 0),
  frame(RST_STREAM, 0, 1, Buffer.from("00000008", "hex")),
  frame(RST_STREAM, 0, 3, Buffer.from("000008", "hex")),
  frame(GOAWAY, 0, 0, Buffer.alloc(8)),
  frame(SETTINGS, 0, 0, Buffer.from("000400000000", "hex")),
  frame(SETTINGS, 0, 0, Buffer.from("0004ffffffff", "hex")),
  frame(SETTINGS, 0, 0, Buffer.from("000500000001", "hex")),
  frame(SETTINGS, 0, 0, Buffer.from("000100000000", "hex")),
  frame(SETTINGS, 1, 0, Buffer.alloc(6)),
  frame(WINDOW_UPDATE, 0, 0, Buffer.from("7fffffff", "hex")),
  frame(WINDOW_UPDATE, 0, 1, Buffer.from("00000000", "hex")),
  frame(DATA, END_STREAM, 1, Buffer.from("more")),
  frame(DATA, PADDED, 1, Buffer.from("ff", "hex")),
  frame(DATA, 0, 0, Buffer.from("none")),
  frame(CONTINUATION, END_HEADERS, 1, Buffer.alloc(0)),
  frame(HEADERS, END_HEADERS | END_STREAM, 1, literal("x-sum", "1", 0x00)),
  frame(HEADERS, END_HEADERS | END_STREAM, 2, Buffer.from("828684", "hex")),
  frame(HEADERS, END_HEADERS | END_STREAM, 0, Buffer.from("828684", "hex")),
  frame(HEADERS, END_HEADERS | END_STREAM, 9, Buffer.from("ffffffffff", "hex")),
  frame(HEADERS, END_HEADERS | END_STREAM, 9, Buffer.from("82868441", "hex")),
  frame(HEADERS, END_HEADERS | END_STREAM, 9, Buffer.concat([Buffer.from("828684", "hex"), literal("te", "gzip", 0)])),
  frame(5, END_HEADERS, 1, Buffer.from("0000000282", "hex")),
] as const;

const mutation = fc.oneof<fc.Arbitrary<Mutation>[]>(
  changedFrame((one, extra) => withByte(one, extra % one.length, extra >> 4)),
  changedFrame((one, extra) => (one.length > 9 ? withByte(one, 9 + (extra % (one.length - 9)), extra >> 4) : one)),
  // Its type, its flags, its stream, its length.
  changedFrame((one, extra) => withByte(one, 3, extra % 11)),
  changedFrame((one, extra) => withByte(one, 4, (one[4] ?? 0) ^ (1 << (extra % 8)))),
  changedFrame((one, extra) => withByte(one, 8, extra % 12)),
  changedFrame((one, extra) => withByte(one, 2, (one[2] ?? 0) + (extra % 5) - 2)),
  changedFrame((one, extra) => one.subarray(0, 9 + (extra % (one.length - 8)))),
  nth.map((index) => (frames) => frames.filter((_, at) => at !== index % frames.length)),
  nth.map((index) => (frames) => frames.flatMap((one, at) => (at === index % frames.length ? [one, one] : [one]))),
  nth.map((index) => (frames) => {
    const at = index % frames.length;
    return [...frames.slice(0, at), ...frames.slice(at, at + 2).reverse(), ...frames.slice(at + 2)];
  }),
  fc.tuple(nth, fc.constantFrom(...ODD_FRAMES)).map(([index, odd]) => (frames) => {
    const at = index % (frames.length + 1);
    return [...frames.slice(0, at), odd, ...frames.slice(at)];
  }),
);

/** A connection with one to three changes. */
export const mutatedFrames: fc.Arbitrary<Frames> = fc
  .tuple(validFrames, fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([frames, mutations]) =>
    mutations.reduce((changed, mutate) => (changed.length > 0 ? mutate(changed) : changed), frames),
  );
