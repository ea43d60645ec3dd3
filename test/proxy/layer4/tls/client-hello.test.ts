import { Duplex } from "node:stream";
import { type ConnectionOptions, connect } from "node:tls";
import fc from "fast-check";
import { ClientHelloReader } from "../../../../lib/proxy/layer4/tls/client-hello";
import { handshake, helloBody, helloBytes, records, serverName, vector16 } from "../support/client-hello-bytes";

const LONGEST = 4096;
const GREASE: readonly (readonly [number, Buffer])[] = [
  [0x1a1a, Buffer.alloc(0)],
  [0xfafa, Buffer.from([0])],
];
const SUPPORTED_VERSIONS = [43, Buffer.from([2, 3, 4])] as const;

function read(bytes: Buffer) {
  return new ClientHelloReader(LONGEST).push(bytes);
}

/** The bytes that Node's own client sends first. */
function firstFlight(options: ConnectionOptions): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        resolve(chunk);
        done();
        wire.destroy();
      },
    });
    connect({ ...options, socket: wire }).on("error", () => {});
  });
}

describe("the server name of a ClientHello", () => {
  const cases: readonly (readonly [what: string, bytes: Buffer, name: string | undefined])[] = [
    ["one name", helloBytes({ extensions: [serverName("db.example.com")] }), "db.example.com"],
    ["upper case is folded", helloBytes({ extensions: [serverName("DB.Example.COM")] }), "db.example.com"],
    ["a trailing dot is dropped", helloBytes({ extensions: [serverName("db.example.com.")] }), "db.example.com"],
    ["one label", helloBytes({ extensions: [serverName("galera_1")] }), "galera_1"],
    [
      "GREASE and unknown extensions around it",
      helloBytes({ extensions: [...GREASE, serverName("db.example.com"), SUPPORTED_VERSIONS] }),
      "db.example.com",
    ],
    ["other extensions alone", helloBytes({ extensions: [SUPPORTED_VERSIONS] }), undefined],
    ["an empty list of extensions", helloBytes({ extensions: [] }), undefined],
    ["no extensions, as TLS 1.2 allows", helloBytes({}), undefined],
    ["no session id", helloBytes({ sessionId: Buffer.alloc(0), extensions: [serverName("a.b")] }), "a.b"],
    ["records of one byte each", helloBytes({ extensions: [serverName("a.b")] }, 1), "a.b"],
    ["a record version of TLS 1.2", retouch(helloBytes({ extensions: [serverName("a.b")] }), 2, 3), "a.b"],
    [
      "bytes after the hello",
      Buffer.concat([helloBytes({ extensions: [serverName("a.b")] }), Buffer.alloc(99)]),
      "a.b",
    ],
  ];

  test.each(cases)("%s", (_what, bytes, name) => {
    expect(read(bytes)).toEqual({ serverName: name });
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)("of Node's own client with %s", async (version) => {
    const bytes = await firstFlight({ servername: "db.example.com", minVersion: version, maxVersion: version });
    expect(read(bytes)).toEqual({ serverName: "db.example.com" });
  });
});

describe("what is refused as a ClientHello", () => {
  const fine = helloBytes({ extensions: [serverName("db.example.com")] });
  const cases: readonly (readonly [what: string, bytes: Buffer, fault: string])[] = [
    ["HTTP", Buffer.from("GET / HTTP/1.1\r\n"), "it is not a TLS handshake"],
    ["the first byte of something else", Buffer.from("S"), "it is not a TLS handshake"],
    ["a hello of SSL 2", Buffer.from([0x80, 0x2e, 1, 3, 1]), "it is not a TLS handshake"],
    ["an alert first", records(Buffer.from([2, 40]), 2, 21), "it is not a TLS handshake"],
    ["another major version", retouch(fine, 1, 2), "it is not a TLS record"],
    ["an empty record", Buffer.from([22, 3, 1, 0, 0]), "a record is empty"],
    ["a record too long", Buffer.from([22, 3, 1, 0x40, 1]), "a record is longer than 16384 bytes"],
    ["a ServerHello", records(handshake(helloBody({}), 2)), "the first message is not a ClientHello"],
    ["a message too long", records(Buffer.from([1, 0, 0x10, 0])), "the message is longer than 4096 bytes"],
    ["an empty message", records(handshake(Buffer.alloc(0))), "a field runs past its end"],
    ["a session id too long", helloBytes({ sessionId: Buffer.alloc(33) }), "the session id is longer than 32 bytes"],
    ["no cipher suite", helloBytes({ cipherSuites: Buffer.alloc(0) }), "the cipher suites are not pairs"],
    ["half a cipher suite", helloBytes({ cipherSuites: Buffer.alloc(3) }), "the cipher suites are not pairs"],
    ["no compression", helloBytes({ compressionMethods: Buffer.alloc(0) }), "no compression method is offered"],
    [
      "bytes after the extensions",
      helloBytes({ extensions: [], trailer: Buffer.alloc(1) }),
      "bytes follow the extensions",
    ],
    ["half a length of extensions", helloBytes({ trailer: Buffer.alloc(1) }), "a field runs past its end"],
    [
      "extensions that run past the message",
      helloBytes({ trailer: Buffer.from([0, 9, 0]) }),
      "a field runs past its end",
    ],
    [
      "an extension that runs past the others",
      helloBytes({ trailer: vector16(Buffer.from([0, 43, 0, 9, 1])) }),
      "a field runs past its end",
    ],
    [
      "two server names",
      helloBytes({ extensions: [serverName("a.b"), serverName("c.d")] }),
      "an extension is given twice",
    ],
    ["an unknown extension twice", helloBytes({ extensions: [...GREASE, ...GREASE] }), "an extension is given twice"],
    ...(
      [
        ["an empty server name", serverName("")],
        ["a dot alone", serverName(".")],
        ["an empty label", serverName("a..b")],
        ["a NUL in the name", serverName("a\0b.com")],
        ["a space in the name", serverName("a b.com")],
        ["a wildcard", serverName("*.b.com")],
        ["bytes beyond ASCII", serverName("b\u00fccher.example")],
        ["an IPv6 address", serverName("::1")],
        ["a name too long", serverName(`${"a".repeat(63)}.`.repeat(4))],
        ["a name of another type", serverName("a.b", 1)],
        ["an empty list", [0, vector16(Buffer.alloc(0))]],
        ["no list at all", [0, Buffer.alloc(0)]],
        ["bytes after the list", [0, Buffer.concat([serverName("a.b")[1], Buffer.alloc(1)])]],
        ["two names in one list", [0, vector16(Buffer.from([0, 0, 1, 0x61, 0, 0, 1, 0x62]))]],
      ] as const
    ).map(
      ([what, extension]) =>
        [what, helloBytes({ extensions: [extension] }), "the server name is not one host name"] as const,
    ),
  ];

  test.each(cases)("%s", (_what, bytes, fault) => {
    expect(read(bytes)).toEqual({ fault });
  });
});

describe("reading in pieces", () => {
  const hellos = fc.record({
    name: fc.constantFrom("a.b", "db.example.com", undefined),
    recordSize: fc.integer({ min: 1, max: 400 }),
    padding: fc.integer({ min: 0, max: 600 }),
    trailer: fc.uint8Array({ maxLength: 20 }),
  });
  const messages = hellos.map(({ name, recordSize, padding, trailer }) =>
    Buffer.concat([
      helloBytes(
        { extensions: [[21, Buffer.alloc(padding)], ...(name === undefined ? [] : [serverName(name)])] },
        recordSize,
      ),
      trailer,
    ]),
  );

  /** The first answer, when bytes come cut at the given places. */
  function readInPieces(bytes: Buffer, cuts: readonly number[]) {
    const reader = new ClientHelloReader(LONGEST);
    const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
    let from = 0;
    let answer: ReturnType<ClientHelloReader["push"]>;
    for (const to of places) {
      answer = reader.push(bytes.subarray(from, to));
      from = to;
    }
    expect(reader.bytes.equals(bytes)).toBe(true);
    return answer;
  }

  test("every cut in two gives the same answer", () => {
    const bytes = helloBytes({ extensions: [...GREASE, serverName("db.example.com")] }, 40);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(readInPieces(bytes, [cut])).toEqual({ serverName: "db.example.com" });
    }
  });

  test("any cuts give the same answer, and keep every byte", () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 30 }), (bytes, cuts) => {
        expect(readInPieces(bytes, cuts)).toEqual(read(bytes));
      }),
    );
  });

  test("a hello that is not whole asks for more", () => {
    const bytes = helloBytes({ extensions: [serverName("db.example.com")] }, 30);
    for (let length = 0; length < bytes.length; length++) {
      expect(read(bytes.subarray(0, length))).toBeUndefined();
    }
  });

  test("changed bytes give an answer or ask for more, whole or in pieces", () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(messages, changes, fc.array(fc.nat(), { maxLength: 5 }), (message, edits, cuts) => {
        const bytes = Buffer.from(message);
        for (const [at, value] of edits) bytes[at % bytes.length] = value;
        const answer = read(bytes);
        expect(readInPieces(bytes, cuts)).toEqual(answer);
        if (answer !== undefined && "serverName" in answer && answer.serverName !== undefined) {
          expect(answer.serverName).toMatch(/^[a-z0-9_.-]+$/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("random bytes behind a valid start never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
        const answer = read(records(handshake(Buffer.from(body))));
        expect(answer).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });

  test("nothing more than the limit and its framing is taken before a refusal", () => {
    const reader = new ClientHelloReader(LONGEST);
    const endless = records(handshake(Buffer.alloc(LONGEST)), 1);
    let taken = 0;
    while (reader.push(endless.subarray(taken, taken + 1)) === undefined) taken++;
    expect(taken).toBeLessThan(6 * 5);
  });
});

function retouch(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}
