import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { HpackDecoder, HpackEncoder } from "../../../../../lib/proxy/http/h2/hpack";
import { decoded, encoded, type Field, fieldLine } from "./support/fields";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** How many octets a field takes in the second block that has it. */
function lengthAgain(field: Field): number {
  const encoder = new HpackEncoder();
  encoded(encoder, [field]);
  return encoded(encoder, [field]).length;
}

const hex = (encoder: HpackEncoder, fields: readonly Field[]) => encoded(encoder, fields).toString("hex");

describe("what the encoder puts into the table", () => {
  it.each([":authority", ":status", "accept", "content-type", "server", "user-agent", "vary", "x-frame-options"])(
    "%s: named by its index in later blocks",
    (name) => {
      expect(lengthAgain([name, "some value"])).toBe(1);
    },
  );

  it.each([
    ":path",
    "age",
    "content-length",
    "content-location",
    "content-range",
    "date",
    "etag",
    "expires",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "location",
    "range",
    "referer",
    "cookie",
    "set-cookie",
  ])("%s: a literal each time, since no two messages share it", (name) => {
    expect(lengthAgain([name, "some value"])).toBeGreaterThan(10);
    const lines = decoded(new HpackDecoder(0), encoded(new HpackEncoder(), [[name, "some value"]]));
    expect(lines).toEqual([`${name}: some value`]);
  });

  it.each(["authorization", "proxy-authorization"])("%s: never indexed, by anybody", (name) => {
    const lines = decoded(new HpackDecoder(0), encoded(new HpackEncoder(), [[name, "Basic YTpi"]]));
    expect(lines).toEqual([`${name}: Basic YTpi (never indexed)`]);
  });

  it.each([":method", "x-token", ":status"])("%s, where it is sensitive: never indexed", (name) => {
    const encoder = new HpackEncoder();
    // In the table, static or dynamic, there is the same field already.
    encoded(encoder, [[name, "200"]]);
    const block = encoded(encoder, [[name, "200", true]]);
    expect(block.length).toBeGreaterThan(4);
    const lines = decoded(new HpackDecoder(0), block);
    expect(lines).toEqual([`${name}: 200 (never indexed)`]);
  });

  it.each([
    [":method", "GET", "82"],
    [":path", "/", "84"],
    [":scheme", "https", "87"],
    [":status", "200", "88"],
    [":status", "500", "8e"],
    ["accept-encoding", "gzip, deflate", "90"],
    ["content-length", "", "9c"],
  ])("%s: %s is one octet from the first", (name, value, octets) => {
    expect(hex(new HpackEncoder(), [[name, value]])).toBe(octets);
  });

  it("a field that would take more than half of the table: none", () => {
    const overhead = 32 + "x".length;
    expect(lengthAgain(["x", "v".repeat(2048 - overhead)])).toBe(1);
    expect(lengthAgain(["x", "v".repeat(2048 - overhead + 1)])).toBeGreaterThan(2000);
  });

  it("eight values of a name, and the others as literals with the name's index", () => {
    const encoder = new HpackEncoder();
    const values = Array.from({ length: 12 }, (_, index): Field => ["x-request-id", `${index}`]);
    encoded(encoder, values);
    const lengths = values.map((field) => encoded(encoder, [field]).length);
    expect(lengths.slice(0, 8)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    // The name's index in two octets, the length of the value, and the value.
    expect(lengths.slice(8)).toEqual([4, 4, 5, 5]);
  });

  it("every value of a name, however many fields come after it", () => {
    const encoder = new HpackEncoder();
    const fields: Field[] = ["1", "2", "3"].map((value): Field => ["x-a", value]);
    encoded(encoder, fields);
    for (let count = 1; count <= 60; count += 1) {
      encoded(encoder, [[`x-${count}`, ""]]);
      expect(encoded(encoder, fields)).toHaveLength(3);
    }
  });

  it("the values of a name that stay when an older one is dropped", () => {
    const encoder = new HpackEncoder();
    encoder.limitTable(4 * (32 + "x-a".length + 1));
    const fields: Field[] = ["1", "2", "3", "4"].map((value): Field => ["x-a", value]);
    encoded(encoder, fields);
    encoded(encoder, [["x-b", "1"]]);
    expect(encoded(encoder, fields.slice(1))).toHaveLength(3);
  });

  it("a dropped field again, as its name", () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(4096);
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 200; index += 1) {
        const name = `x-${index}`;
        expect(decoded(decoder, encoded(encoder, [[name, "v"]]))).toEqual([`${name}: v`]);
      }
    }
  });
});

describe("a peer that limits the table", () => {
  it.each([
    { what: "at once", limits: [256], updates: "3fe101" },
    { what: "to nothing", limits: [0], updates: "20" },
    { what: "less, then more", limits: [100, 200], updates: "3f45 3fa901" },
    { what: "to nothing, then all of it", limits: [0, 4096], updates: "20 3fe11f" },
    { what: "several times: the least and the last", limits: [300, 100, 50, 150], updates: "3f13 3f77" },
    { what: "more, then less", limits: [65_536, 100], updates: "3f45" },
    { what: "to what it is", limits: [4096], updates: "" },
    { what: "above what we use", limits: [65_536], updates: "" },
  ])("$what", ({ limits, updates }) => {
    const encoder = new HpackEncoder();
    encoded(encoder, []);
    for (const limit of limits) encoder.limitTable(limit);
    expect(hex(encoder, [])).toBe(updates.replaceAll(" ", ""));
    expect(hex(encoder, [])).toBe("");
  });

  it("finds only what has stayed in it", () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(4096);
    const fields = ["1", "2", "3", "4"].map((value): Field => ["x-a", value]);
    const lines = fields.map(([name, value]) => fieldLine(name, value));
    expect(decoded(decoder, encoded(encoder, fields))).toEqual(lines);
    encoder.limitTable(2 * (32 + "x-a".length + 1));
    expect(decoded(decoder, encoded(encoder, [...fields].reverse()))).toEqual([...lines].reverse());
  });

  it("allows no table: every field is a literal", () => {
    const encoder = new HpackEncoder();
    encoder.limitTable(0);
    const fields: Field[] = [["x-a", "1"]];
    expect(hex(encoder, fields)).toBe(`20 00 03${Buffer.from("x-a").toString("hex")} 0131`.replaceAll(" ", ""));
    expect(hex(encoder, fields)).toBe(`00 03${Buffer.from("x-a").toString("hex")} 0131`.replaceAll(" ", ""));
  });
});

describe("the encoder's buffer", () => {
  it("grows with a block, and is small again for the next", () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(4096);
    const large: Field[] = [
      ["a", "b"],
      ["cookie", "c".repeat(100_000)],
      ["d", "e"],
    ];
    expect(decoded(decoder, encoded(encoder, large))).toEqual(large.map(([name, value]) => fieldLine(name, value)));
    expect(encoder.buffer.length).toBeGreaterThan(100_000);
    encoder.begin();
    expect(encoder.buffer.length).toBeLessThan(1024);
    expect(encoder.length).toBe(0);
  });

  it("keeps no string alive of which a field was a range", () => {
    const encoder = new HpackEncoder();
    const before = memoryInUse();
    for (let index = 0; index < 50; index += 1) {
      const head = Buffer.alloc(512 * 1024, `x-name-of-some-length-${index}: a value of some length;`).toString(
        "latin1",
      );
      const colon = head.indexOf(":");
      encoded(encoder, [[head.slice(0, colon), head.slice(colon + 2, colon + 24)]]);
    }
    expect(memoryInUse() - before).toBeLessThan(5 * 1024 * 1024);
    expect(encoded(encoder, [["x-name-of-some-length-49", "a value of some length"]])).toHaveLength(1);
  });
});

function memoryInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
