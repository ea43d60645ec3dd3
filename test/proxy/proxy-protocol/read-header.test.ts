import fc from "fast-check";
import { crc32c } from "../../../lib/proxy/proxy-protocol/crc32c";
import { readHeader } from "../../../lib/proxy/proxy-protocol/read-header";
import { addresses, binaryHeader, clientHeader, summedHeader, textHeader, value } from "./headers";

const HTTP = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const PATHS = Buffer.alloc(216, "/run/proxy.sock\0");

/** One byte or more of a header written over. */
function changed(header: Buffer, at: number, ...bytes: readonly number[]): Buffer {
  const copy = Buffer.from(header);
  copy.set(bytes, at);
  return copy;
}

describe("a header says whose connection it is", () => {
  const longest = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  test.each<[what: string, header: Buffer, client: string | undefined]>([
    ["version 1, IPv4", textHeader("192.0.2.1"), "192.0.2.1"],
    ["version 1, IPv6, in its usual form", textHeader("2001:DB8:0:0::0001"), "2001:db8::1"],
    ["version 1, IPv4 inside IPv6", textHeader("::ffff:192.0.2.1"), "192.0.2.1"],
    ["version 1, ports at their ends", Buffer.from("PROXY TCP4 192.0.2.1 192.0.2.2 0 65535\r\n"), "192.0.2.1"],
    ["version 1, unknown", Buffer.from("PROXY UNKNOWN\r\n"), undefined],
    [
      "version 1, unknown, and of 107 bytes",
      Buffer.from(`PROXY UNKNOWN ${longest} ${longest} 65535 65535\r\n`),
      undefined,
    ],
    ["version 2, TCP over IPv4", clientHeader("192.0.2.1"), "192.0.2.1"],
    ["version 2, TCP over IPv6", clientHeader("2001:db8::1"), "2001:db8::1"],
    ["version 2, IPv4 inside IPv6", clientHeader("::ffff:192.0.2.1"), "192.0.2.1"],
    ["version 2, UDP over IPv4", binaryHeader(1, 0x12, addresses("192.0.2.1")), "192.0.2.1"],
    ["version 2, UDP over IPv6", binaryHeader(1, 0x22, addresses("2001:db8::1")), "2001:db8::1"],
    ["version 2, UNIX stream", binaryHeader(1, 0x31, PATHS), undefined],
    ["version 2, UNIX datagram", binaryHeader(1, 0x32, PATHS), undefined],
    ["version 2, unspecified", binaryHeader(1, 0x00), undefined],
    ["version 2, unspecified, with something of it", binaryHeader(1, 0x00, Buffer.from("abc")), undefined],
    ["version 2, IPv4 and an unspecified protocol", binaryHeader(1, 0x10, addresses("192.0.2.1")), undefined],
    ["version 2, LOCAL", binaryHeader(0, 0x00), undefined],
    ["version 2, LOCAL, whatever its family and block", binaryHeader(0, 0x77, Buffer.from("abc")), undefined],
    ["version 2, LOCAL, with addresses all the same", binaryHeader(0, 0x11, addresses("192.0.2.1")), undefined],
    [
      "version 2, with further values",
      clientHeader("192.0.2.1", value(1, "h2"), value(4), value(0xe0, "a")),
      "192.0.2.1",
    ],
    ["version 2, UNIX, with further values", binaryHeader(1, 0x31, PATHS, value(4, "abc")), undefined],
    ["version 2, as long as may be", clientHeader("192.0.2.1", value(4, Buffer.alloc(8192 - 31))), "192.0.2.1"],
    ["version 2, with a checksum", summedHeader("192.0.2.1"), "192.0.2.1"],
    ["version 2, with a checksum behind others", summedHeader("2001:db8::1", value(1, "h2")), "2001:db8::1"],
  ])("%s", (_what, header, client) => {
    expect(readHeader(header)).toEqual({ client, length: header.length });
    expect(readHeader(Buffer.concat([header, Buffer.from(HTTP)]))).toEqual({ client, length: header.length });
  });
});

describe("what is no header is refused, for a reason that holds none of it", () => {
  const good = clientHeader("192.0.2.1");
  test.each<[what: string, bytes: Buffer | string, fault: string]>([
    ["a request", HTTP, "there is none"],
    ["a ClientHello", Buffer.from([22, 3, 1]), "there is none"],
    ["another word", "PROXIES ", "there is none"],
    ["a method that begins so", "PUT / HTTP/1.1\r\n", "there is none"],
    ["in lower case", "proxy TCP4", "there is none"],
    [
      "version 1, two spaces",
      "PROXY  TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
      "its protocol is none of TCP4, TCP6 and UNKNOWN",
    ],
    [
      "version 1, another protocol",
      "PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n",
      "its protocol is none of TCP4, TCP6 and UNKNOWN",
    ],
    [
      "version 1, a name that objects have",
      "PROXY constructor a b 1 2\r\n",
      "its protocol is none of TCP4, TCP6 and UNKNOWN",
    ],
    ["version 1, UNKNOWN and more", "PROXY UNKNOWNS\r\n", "its protocol is none of TCP4, TCP6 and UNKNOWN"],
    ["version 1, IPv6 as TCP4", "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n", "its addresses are not those of TCP4"],
    ["version 1, IPv4 as TCP6", "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n", "its addresses are not those of TCP6"],
    ["version 1, a bad destination", "PROXY TCP4 192.0.2.1 nowhere 1 2\r\n", "its addresses are not those of TCP4"],
    ["version 1, a leading zero", "PROXY TCP4 192.0.02.1 192.0.2.2 1 2\r\n", "its addresses are not those of TCP4"],
    ["version 1, a zone", "PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n", "its addresses are not those of TCP6"],
    ["version 1, no ports", "PROXY TCP4 192.0.2.1 192.0.2.2\r\n", "its ports are none"],
    ["version 1, one port", "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n", "its ports are none"],
    ["version 1, three ports", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n", "its ports are none"],
    ["version 1, a port too high", "PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n", "its ports are none"],
    ["version 1, a port with a zero before it", "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n", "its ports are none"],
    ["version 1, a space at its end", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n", "its ports are none"],
    ["version 1, LF alone", "PROXY UNKNOWN\n", "its line does not end with CRLF"],
    ["version 1, CR within", "PROXY UNKNOWN a\rb\r\n", "its line does not end with CRLF"],
    ["version 1, one byte too long", `PROXY UNKNOWN ${"a".repeat(92)}\r\n`, "its line is longer than 107 bytes"],
    ["version 1, without an end", `PROXY UNKNOWN ${"a".repeat(200)}`, "its line is longer than 107 bytes"],
    ["version 2, another signature", changed(good, 11, 0x0b), "there is none"],
    ["version 3", changed(good, 12, 0x31), "its version is not 2"],
    ["version 2, another command", changed(good, 12, 0x22), "its command is neither LOCAL nor PROXY"],
    ["version 2, another family", changed(good, 13, 0x41), "its family or protocol is not known"],
    ["version 2, another protocol", changed(good, 13, 0x13), "its family or protocol is not known"],
    ["version 2, no room for IPv4", binaryHeader(1, 0x11, Buffer.alloc(11)), "it has no room for its addresses"],
    ["version 2, no room for IPv6", binaryHeader(1, 0x21, Buffer.alloc(35)), "it has no room for its addresses"],
    ["version 2, no room for UNIX", binaryHeader(1, 0x31, Buffer.alloc(215)), "it has no room for its addresses"],
    ["version 2, longer than is read", changed(good, 14, 0xff, 0xff), "it is longer than 8192 bytes"],
    ["version 2, one byte too long", changed(good, 14, 0x1f, 0xf1), "it is longer than 8192 bytes"],
    ["version 2, half a value", clientHeader("192.0.2.1", Buffer.from([4, 0])), "its values do not end where it does"],
    [
      "version 2, a value beyond the end",
      clientHeader("192.0.2.1", Buffer.from([4, 0, 2, 1])),
      "its values do not end where it does",
    ],
    ["version 2, a wrong checksum", changed(summedHeader("192.0.2.1"), 16, 193), "its checksum is wrong"],
    [
      "version 2, a checksum of two bytes",
      clientHeader("192.0.2.1", value(3, "ab")),
      "its checksum is not one of 32 bits",
    ],
    ["version 2, two checksums", summedHeader("192.0.2.1", value(3, "abcd")), "its checksum is not one of 32 bits"],
  ])("%s", (_what, bytes, fault) => {
    expect(readHeader(Buffer.from(bytes))).toEqual({ fault });
  });
});

test("the checksum is CRC-32C: the check value of its catalogue, and zeros of RFC 3720 section B.4", () => {
  expect(crc32c(Buffer.from("123456789")).toString(16)).toBe("e3069283");
  expect(crc32c(Buffer.alloc(32)).toString(16)).toBe("8a9136aa");
});

describe("wherever it is cut", () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const header = fc.oneof(
    address.map((client) => textHeader(client)),
    fc
      .tuple(address, fc.uint8Array({ maxLength: 40 }))
      .map(([client, more]) => summedHeader(client, value(4, Buffer.from(more)))),
    fc
      .tuple(fc.integer({ min: 0, max: 1 }), fc.uint8Array({ maxLength: 300 }))
      .map(([command, content]) => binaryHeader(command, 0x00, Buffer.from(content))),
  );

  test("a header is whole with its last byte, and not before", () => {
    fc.assert(
      fc.property(header, fc.nat(), (bytes, seed) => {
        expect(readHeader(bytes)).toMatchObject({ length: bytes.length });
        expect(readHeader(bytes.subarray(0, seed % bytes.length))).toBeUndefined();
      }),
    );
  });

  test("and what is said once does not change with what follows, be it valid or not", () => {
    const mutated = fc
      .tuple(header, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.uint8Array())
      .map(([bytes, at, byte, more]) => Buffer.concat([changed(bytes, at % bytes.length, byte), more]));
    fc.assert(
      fc.property(mutated, (bytes) => {
        const all = readHeader(bytes);
        for (let end = 0; end < bytes.length; end++) {
          const result = readHeader(bytes.subarray(0, end));
          if (result !== undefined) expect(result).toEqual(all);
        }
      }),
    );
  });
});
