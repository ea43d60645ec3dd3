import fc from "fast-check";
import { binaryHeader, clientHeader, summedHeader, textHeader, value } from "../../../proxy-protocol/headers";
import { mutated } from "./messages";

/** A header of the PROXY protocol, and whom it announces. */
export interface Announcement {
  readonly header: Buffer;
  /** In its usual form; `undefined` where the peer speaks for itself, or for nobody known. */
  readonly client: string | undefined;
}

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** None of this machine, which peers have. */
const ipv4 = fc.tuple(fc.integer({ min: 1, max: 126 }), octets(3)).map((parts) => [parts[0], ...parts[1]].join("."));
const group = fc.integer({ min: 1, max: 0xffff }).map((number) => number.toString(16));
/** Written as it is told, with zeros left out in the one way that is usual (RFC 5952). */
const ipv6 = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":")),
  fc
    .tuple(fc.array(group, { minLength: 1, maxLength: 3 }), fc.array(group, { minLength: 2, maxLength: 3 }))
    .map(([before, after]) => `${before.join(":")}::${after.join(":")}`),
);
/** The same address as a header may write it, and as it is told. */
const spelling = fc.oneof(
  ipv4.map((address) => [address, address] as const),
  ipv4.map((address) => [`::ffff:${address}`, address] as const),
  ipv6.map((address) => [address, address] as const),
  ipv6.map((address) => [address.toUpperCase(), address] as const),
);
/** Every one is another: services know clients by them. */
const client = fc.noShrink(spelling);

const furtherValues = fc.array(
  fc
    .tuple(fc.constantFrom(1, 2, 4, 5, 0x20, 0x30, 0xe0, 0xff), fc.uint8Array({ maxLength: 40 }))
    .map(([type, content]) => value(type, Buffer.from(content))),
  { maxLength: 4 },
);
const anything = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const unknownRest = fc.stringMatching(/^(?: [ !-~]{0,90})?$/);

/** Families and protocols that may be announced without an address that is told. */
const NAMELESS = [0x00, 0x01, 0x02, 0x10, 0x20] as const;
const UNIX_PATHS = 216;

/** A header that is valid. */
export const announcement: fc.Arbitrary<Announcement> = fc.oneof(
  fc
    .tuple(client, fc.nat(65_535))
    .map(([[written, told], port]) => ({ header: textHeader(written, port), client: told })),
  unknownRest.map((rest) => ({ header: Buffer.from(`PROXY UNKNOWN${rest}\r\n`), client: undefined })),
  fc
    .tuple(client, furtherValues)
    .map(([[written, told], values]) => ({ header: clientHeader(written, ...values), client: told })),
  fc
    .tuple(client, furtherValues)
    .map(([[written, told], values]) => ({ header: summedHeader(written, ...values), client: told })),
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), anything)
    .map(([family, content]) => ({ header: binaryHeader(0, family, content), client: undefined })),
  fc
    .tuple(fc.constantFrom(...NAMELESS), anything)
    .map(([family, content]) => ({ header: binaryHeader(1, family, content), client: undefined })),
  furtherValues.map((values) => ({
    header: binaryHeader(1, 0x31, Buffer.alloc(UNIX_PATHS, "/run/a"), ...values),
    client: undefined,
  })),
);

/** What a header is spoiled with. */
const FRAGMENTS = [
  ...[
    "\r\n",
    "\n",
    "\r",
    " ",
    "\0",
    "PROXY ",
    "TCP4",
    "TCP6",
    "UNKNOWN",
    "0",
    "1",
    ":",
    "::",
    ".",
    "%eth0",
    "ffff",
    "-1",
  ],
  ...[
    "\r\n\r\n\0\r\nQUIT\n",
    "\x20",
    "\x21",
    "\x11",
    "\x12",
    "\x31",
    "\x03\0\x04\0\0\0\0",
    "\x04\0\0",
    "\0\x0c",
    "\xff\xff",
  ],
  "GET / HTTP/1.1\r\n",
];

/** A header with changes, or a part of one. */
export const spoiledHeader: fc.Arbitrary<Buffer> = mutated(
  announcement.map(({ header }) => header.toString("latin1")),
  FRAGMENTS,
).map((text) => Buffer.from(text, "latin1"));
