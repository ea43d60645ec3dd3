import fc from "fast-check";
import type { Field } from "./fields";

/** Names that come again and again, of the static table and not. */
const COMMON_NAMES = [
  ":authority",
  ":path",
  ":status",
  "accept-encoding",
  "authorization",
  "content-length",
  "content-type",
  "cookie",
  "date",
  "server",
  "vary",
  "x-a",
  "x-request-id",
];

const latin1 = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString("latin1"));

const commonValue = fc.constantFrom(
  "",
  "/",
  "200",
  "404",
  "gzip, deflate",
  "text/html; charset=utf-8",
  "v".repeat(300),
);

/** Any field: HPACK carries all octets, whether HTTP allows them or not. */
export const anyField: fc.Arbitrary<Field> = fc.tuple(
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...COMMON_NAMES) }, { weight: 1, arbitrary: latin1(40) }),
  fc.oneof({ weight: 3, arbitrary: commonValue }, { weight: 2, arbitrary: latin1(80) }),
  fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
);

/** Blocks of one connection. Each comes after the settings that limit the table, if any did. */
export interface Block {
  readonly limits: readonly number[];
  readonly fields: readonly Field[];
}

const limit = fc.oneof(fc.constantFrom(0, 40, 100, 4096, 2 ** 32 - 1), fc.integer({ min: 0, max: 5000 }));

export const anyBlocks: fc.Arbitrary<readonly Block[]> = fc.array(
  fc.record({
    limits: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(limit, { minLength: 1, maxLength: 3 }) },
    ),
    fields: fc.array(anyField, { maxLength: 15 }),
  }),
  { minLength: 1, maxLength: 15 },
);

const token = fc
  .string({
    unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789-_.~!#$%&'*+^`|"),
    minLength: 1,
    maxLength: 20,
  })
  .map((text) => `x-${text}`);

const visible = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).filter((character) =>
  /[!-~\u0080-\u00ff]/.test(character),
);

/** What HTTP allows in a value: no control characters, and no white space around it. */
const fieldValue = fc
  .string({ unit: fc.constantFrom(...visible, " ", "\t"), maxLength: 60 })
  .map((text) => text.replace(/^[ \t]+|[ \t]+$/g, ""));

const ORDINARY_FIELDS = fc.constantFrom<Field>(
  ["accept", "*/*"],
  ["accept-encoding", "gzip, deflate"],
  ["user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"],
  ["cache-control", "no-cache"],
  ["x-a", "1"],
  ["x-a", "2"],
);

/** The fields of a valid request or response, pseudo-fields aside; every name is there once. */
export const validFields: fc.Arbitrary<readonly Field[]> = fc.uniqueArray(
  fc.oneof(ORDINARY_FIELDS, fc.tuple(token, fieldValue, fc.boolean())),
  { maxLength: 12, selector: ([name]) => name },
);

/** A valid path. */
export const path = fc
  .string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789/-._~%=&"), maxLength: 40 })
  .map((text) => `/${text}`);

/** A valid block's octets, changed in some places. */
export function mutated(block: Buffer, changes: readonly Change[]): Buffer {
  let bytes = [...block];
  for (const { kind, place, octet } of changes) {
    const at = bytes.length === 0 ? 0 : place % bytes.length;
    if (kind === "set") bytes[at] = octet;
    else if (kind === "flip") bytes[at] = (bytes[at] ?? 0) ^ (1 << (octet & 7));
    else if (kind === "insert") bytes.splice(at, 0, octet);
    else if (kind === "remove") bytes.splice(at, 1);
    else bytes = bytes.slice(0, at);
  }
  return Buffer.from(bytes);
}

export interface Change {
  readonly kind: "set" | "flip" | "insert" | "remove" | "cut";
  readonly place: number;
  readonly octet: number;
}

export const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("set", "flip", "insert", "remove", "cut"),
    place: fc.nat(10_000),
    octet: fc.oneof(fc.constantFrom(0, 0x20, 0x3f, 0x7f, 0x80, 0xbe, 0xff), fc.nat(255)),
  }),
  { minLength: 1, maxLength: 4 },
);
