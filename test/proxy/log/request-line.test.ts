import fc from "fast-check";
import { AsciiText } from "../../../lib/proxy/log/ascii-text";
import { type LoggedRequest, RequestLines } from "../../../lib/proxy/log/request-line";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom('"', "\\", "\u0000", "\n", "\u001f", "\u007f", "\u2028", "\ud800", "\udc00", "é"),
  }),
);
const maybe = fc.option(text, { nil: undefined });
const record: fc.Arbitrary<LoggedRequest> = fc.record({
  listener: fc.record({ edge: text, name: text }),
  router: maybe,
  route: maybe,
  service: maybe,
  instance: maybe,
  method: text,
  host: text,
  path: text,
  status: fc.nat(999),
  sourceAddress: text,
  milliseconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
  tries: fc.nat(20),
  reason: maybe,
});
/** What the platform's dates can say, in the years of four digits. */
const time = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });

/** The same line, made of an object. */
function expected({ listener, milliseconds, ...rest }: LoggedRequest, facts: object, now: Date): string {
  const { router, route, service, instance, method, host, path, status, sourceAddress, tries, reason } = rest;
  const name = `${listener.edge}/${listener.name}`;
  const routed = { router, route, service, instance };
  const ms = Math.round(milliseconds * 100) / 100;
  const request = { ...routed, method, host, path, status, sourceAddress, tries, reason, ms, msg: "request" };
  const line = JSON.stringify({ level: "info", time: now.toISOString(), ...facts, listener: name, ...request });
  return `${line.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

/** Behind other text, in memory of which it may use no more than it has said. */
function line(lines: RequestLines, request: LoggedRequest, now: number): string {
  const most = lines.most(request);
  const text = new AsciiText(Buffer.alloc(BEFORE.length + most));
  text.add(BEFORE);
  lines.write(text, request, now);
  if (text.length > text.bytes.length) throw new Error(`${text.length} bytes, and room for ${text.bytes.length}`);
  return String(text).slice(BEFORE.length);
}

const BEFORE = "before\n";

test("a request's line is what JSON.stringify makes of its record, in ASCII", () => {
  const lines = new RequestLines();
  fc.assert(
    fc.property(record, time, (request, now) => {
      expect(line(lines, request, now.getTime())).toBe(expected(request, {}, now));
    }),
    { numRuns: 2000 },
  );
});

test("what is the same as in the line before is not taken for it where it differs", () => {
  const [request] = fc.sample(record, 1);
  if (request === undefined) throw new Error("there is no sample");
  const now = new Date();
  const lines = new RequestLines();
  line(lines, request, now.getTime());
  const changes: readonly Partial<LoggedRequest>[] = [
    { listener: { edge: "other", name: "http" } },
    { router: "other" },
    { route: "other" },
    { service: "other" },
    { instance: "other" },
    { method: "other" },
    { host: "other" },
    { sourceAddress: "other" },
    {},
  ];
  for (const change of changes) {
    const changed = { ...request, ...change };
    expect(line(lines, changed, now.getTime())).toBe(expected(changed, {}, now));
  }
});

test("what stands in every line stands in it, too", () => {
  const [request] = fc.sample(record, 1);
  if (request === undefined) throw new Error("there is no sample");
  const now = new Date();
  const facts = { pid: 7, zone: "Zürich" };
  expect(line(new RequestLines(facts), request, now.getTime())).toBe(expected(request, facts, now));
});

test("each character is escaped as JSON.stringify has it", () => {
  const [request] = fc.sample(record, 1);
  if (request === undefined) throw new Error("there is no sample");
  const lines = new RequestLines();
  for (let code = 0; code <= 0xffff; code += 1) {
    const path = `/${String.fromCharCode(code)}`;
    if (JSON.parse(line(lines, { ...request, path }, 0)).path !== path) throw new Error(`U+${code.toString(16)}`);
  }
});
