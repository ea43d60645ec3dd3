import fc from "fast-check";
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  fields,
  frame,
  GOAWAY,
  HEADERS,
  PADDED,
  PING,
  PRIORITY,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from "../../h2/frames";

type Fields = readonly (readonly [string, string])[];

const head = (method: string, more: Fields = []): Fields => [
  [":method", method],
  [":scheme", "http"],
  [":path", "/"],
  [":authority", "a.com"],
  ...more,
];

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** What streams are made of, the number of the stream left open. */
type Part = (stream: number) => Buffer;

const body = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const odd = fc.constantFrom<Fields>(
  [],
  [["x-one", "1"]],
  [
    ["cookie", "a=1"],
    ["cookie", "b=2"],
  ],
  [["content-length", "5"]],
  [["content-length", "0"]],
  [["connection", "close"]],
  [["te", "trailers"]],
  [["x one", "1"]],
  [["x", "1\r\nevil: 1"]],
  [[":path", "/late"]],
  [["host", "b.com"]],
);

const get: fc.Arbitrary<Part[]> = odd.map((more) => [
  (stream) => frame(HEADERS, END_STREAM | END_HEADERS, stream, fields(head("GET", more))),
]);
const split: fc.Arbitrary<Part[]> = fc.tuple(odd, fc.nat(40)).map(([more, at]) => {
  const block = fields(head("GET", more));
  return [
    (stream) => frame(HEADERS, END_STREAM, stream, block.subarray(0, at)),
    (stream) => frame(CONTINUATION, END_HEADERS, stream, block.subarray(at)),
  ];
});
const post: fc.Arbitrary<Part[]> = fc
  .tuple(odd, fc.array(fc.tuple(body, fc.boolean()), { maxLength: 3 }), fc.boolean())
  .map(([more, pieces, trailers]) => [
    (stream) => frame(HEADERS, END_HEADERS, stream, fields(head("POST", more))),
    ...pieces.map(
      ([bytes, padded]): Part =>
        (stream) =>
          padded
            ? frame(DATA, PADDED, stream, Buffer.concat([Buffer.of(2), bytes, Buffer.alloc(2)]))
            : frame(DATA, 0, stream, bytes),
    ),
    (stream) =>
      trailers
        ? frame(HEADERS, END_STREAM | END_HEADERS, stream, fields([["x-sum", "7"]]))
        : frame(DATA, END_STREAM, stream),
  ]);
const control: fc.Arbitrary<Part[]> = fc
  .oneof(
    fc.constant<Part>(() => frame(PING, 0, 0, Buffer.from("12345678"))),
    fc.constant<Part>(() => frame(SETTINGS, 1, 0)),
    fc.tuple(fc.nat(9), fc.nat(70_000)).map(
      ([identifier, value]): Part =>
        () => {
          const setting = Buffer.concat([Buffer.of(0, identifier), number(value)]);
          return frame(SETTINGS, 0, 0, setting);
        },
    ),
    fc.integer({ min: 1, max: 2 ** 31 }).map(
      (more): Part =>
        (stream) =>
          frame(WINDOW_UPDATE, 0, stream, number(more)),
    ),
    fc.integer({ min: 1, max: 100_000 }).map(
      (more): Part =>
        () =>
          frame(WINDOW_UPDATE, 0, 0, number(more)),
    ),
    fc.constant<Part>((stream) => frame(RST_STREAM, 0, stream, number(8))),
    fc.constant<Part>((stream) => frame(PRIORITY, 0, stream, Buffer.concat([number(0), Buffer.of(1)]))),
    fc.constant<Part>(() => frame(GOAWAY, 0, 0, Buffer.alloc(8))),
    fc.tuple(fc.nat(12), fc.nat(255), body).map(
      ([type, flags, bytes]): Part =>
        (stream) =>
          frame(type, flags, stream, bytes),
    ),
  )
  .map((part) => [part]);

const message = fc.oneof(
  { weight: 4, arbitrary: get },
  { weight: 2, arbitrary: split },
  { weight: 4, arbitrary: post },
  { weight: 3, arbitrary: control },
);

/** What a client sends after its settings, more or less as it should: the frames of some streams, one after another or mixed. */
const frames = fc
  .tuple(fc.array(message, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(5), { maxLength: 20 }))
  .map(([messages, order]) => {
    const left = messages.map((parts, index) => ({ parts: [...parts], stream: 2 * index + 1 }));
    const all: Buffer[] = [];
    const take = (index: number): void => {
      const { parts, stream } = left[index % left.length] ?? { parts: [], stream: 1 };
      const part = parts.shift();
      if (part !== undefined) all.push(part(stream));
    };
    for (const index of order) take(index);
    for (let index = 0; index < left.length; index++) while (left[index]?.parts.length !== 0) take(index);
    return all;
  });

type Mutation = (all: Buffer[]) => void;
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  // A frame left out, or given twice.
  place.map(
    (at): Mutation =>
      (all) =>
        void all.splice(Math.floor(at * all.length), 1),
  ),
  place.map(
    (at): Mutation =>
      (all) => {
        const index = Math.floor(at * all.length);
        const one = all[index];
        if (one !== undefined) all.splice(index, 0, one);
      },
  ),
  // Two that change places.
  fc.tuple(place, place).map(
    ([one, other]): Mutation =>
      (all) => {
        const [first, second] = [Math.floor(one * all.length), Math.floor(other * all.length)];
        const [a, b] = [all[first], all[second]];
        if (a === undefined || b === undefined) return;
        all[first] = b;
        all[second] = a;
      },
  ),
  // A byte that is another: length, type, flags, stream and payload alike.
  fc.tuple(place, place, fc.nat(255)).map(
    ([at, within, value]): Mutation =>
      (all) => {
        const index = Math.floor(at * all.length);
        const copy = Buffer.from(all[index] ?? Buffer.alloc(0));
        if (copy.length > 0) copy[Math.floor(within * copy.length)] = value;
        if (index < all.length) all[index] = copy;
      },
  ),
  // A frame of another stream.
  fc.tuple(place, fc.nat(15)).map(
    ([at, stream]): Mutation =>
      (all) => {
        const index = Math.floor(at * all.length);
        const copy = Buffer.from(all[index] ?? Buffer.alloc(0));
        if (copy.length >= 9) copy.writeUInt32BE(stream, 5);
        if (index < all.length) all[index] = copy;
      },
  ),
);

/** The bytes of a client's frames, its settings first: as they should be, or changed in a few places. */
export const clientFrames: fc.Arbitrary<Buffer> = fc
  .tuple(frames, fc.array(mutation, { maxLength: 3 }))
  .map(([all, mutations]) => {
    const changed = [...all];
    for (const mutate of mutations) mutate(changed);
    return Buffer.concat([frame(SETTINGS, 0, 0), ...changed]);
  });
