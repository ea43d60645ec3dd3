import { LEFT_OUT_OF_REQUESTS } from "../../../../lib/proxy/http/h1/wire/field-kind";
import { sentOnFields, takeConnectionOptions } from "../../../../lib/proxy/http/h1/wire/field-section";
import { RequestParser } from "../../../../lib/proxy/http/h1/wire/request-parser";

const BOUNDLESS = { head: 10_000_000, fieldCount: 100_000, target: 1000 };

function parsed(fields: string): RequestParser {
  const parser = new RequestParser(BOUNDLESS);
  const bytes = Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`, "latin1");
  parser.read(bytes, 0, bytes.length);
  expect([parser.complete, parser.fault]).toEqual([true, undefined]);
  return parser;
}

test("fields that Connection names are left out, in whatever case and however many", () => {
  const head = parsed(
    "A: 1\r\nConnection: b, ,C,keep-alive\r\nb: 2\r\nc: 3\r\nConnection: d\r\nD: 4\r\nB: 5\r\ne: 6\r\n",
  );

  expect(takeConnectionOptions(head)).toEqual({ close: false, keepAlive: true, upgrade: false });
  expect(sentOnFields(head, LEFT_OUT_OF_REQUESTS)).toEqual(["A", "1", "e", "6"]);
});

test("each field is looked at once for all names, however many there are", () => {
  const looksFor = (names: number): number => {
    const head = parsed(`Connection: ${"a,".repeat(names)}a\r\n${"b: 1\r\n".repeat(100)}`);
    let looks = 0;
    const { kinds } = head;
    head.kinds = new Proxy(kinds, {
      get(target, name) {
        looks += 1;
        return Reflect.get(target, name);
      },
    });
    takeConnectionOptions(head);
    head.kinds = kinds;
    expect(sentOnFields(head, LEFT_OUT_OF_REQUESTS)).toHaveLength(200);
    return looks;
  };

  const [few, many] = [looksFor(1), looksFor(1000)];
  expect(few).toBeGreaterThan(100);
  expect(many).toBe(few);
});
