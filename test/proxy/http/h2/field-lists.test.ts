import { DEFAULT_LIMITS } from "../../../../lib/proxy/http";
import { RequestParser } from "../../../../lib/proxy/http/h1/wire/request-parser";
import { RequestFields } from "../../../../lib/proxy/http/h2/server/request-fields";
import { TrailerFields } from "../../../../lib/proxy/http/h2/trailer-fields";
import { ResponseFields } from "../../../../lib/proxy/http/h2/upstream/response-fields";

/** A value of a table's entry, that counts how many of its characters are looked at. */
class CountedValue {
  looks = 0;
  readonly length = 4000;

  charCodeAt(): number {
    this.looks += 1;
    return 0x30;
  }

  toString(): string {
    return "0".repeat(this.length);
  }
}

/** A block of 64 KiB names an entry so often: a byte each. */
const NAMED = 65_536;
const message = new RequestParser(DEFAULT_LIMITS);

/** What takes the fields of a block. */
const TAKERS = {
  "a request": () => {
    const fields = new RequestFields();
    fields.begin(message, DEFAULT_LIMITS);
    return fields;
  },
  "a response": () => {
    const fields = new ResponseFields(DEFAULT_LIMITS);
    fields.begin();
    fields.take(":status", "200", false);
    return fields;
  },
  "a message's end": () => {
    const fields = new TrailerFields();
    fields.begin(DEFAULT_LIMITS.fieldCount);
    return fields;
  },
};

describe.each(Object.entries(TAKERS))("the fields of %s", (_what, begin) => {
  test.each(["x", "host", "cookie"])("are not looked at without end: %s, named again and again", (name) => {
    const value = new CountedValue();
    const fields = begin();

    for (let count = 0; count < NAMED; count++) fields.take(name, value as unknown as string, false);

    expect(value.looks).toBeLessThan(10 * DEFAULT_LIMITS.head);
  });
});

test("a request whose fields are too large in all is refused, whatever they are", () => {
  const fields = new RequestFields();
  fields.begin(message, DEFAULT_LIMITS);
  for (const [name, value] of [
    [":method", "GET"],
    [":scheme", "http"],
    [":authority", "a.com"],
    [":path", "/"],
  ] as const) {
    fields.take(name, value, false);
  }

  for (let count = 0; count < 10_000; count++) fields.take("host", "a.com", false);

  expect(fields.end(true)).toBeUndefined();
  expect(fields.fault).toMatchObject({ status: 431 });
});
