import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatLock, type LockDocument, LockStore, parseLock } from "../../../../constructs/aws/lock";

const DOCUMENT: LockDocument = new Map([
  [
    "shop/edge/https",
    {
      rules: new Map([
        ["users", { priority: 20_000, specificity: "host exact, path prefix 1" }],
        ["admin", { priority: 10_000, specificity: "host exact, path prefix 0" }],
      ]),
      retired: [30_000, 12],
    },
  ],
  ["shop/edge/http", { rules: new Map(), retired: [] }],
]);

describe("the text of a lock file", () => {
  test("is sorted, and has a line for each rule", () => {
    expect(formatLock(DOCUMENT)).toMatchSnapshot();
  });

  test("reads back as what was written", () => {
    expect(parseLock(formatLock(DOCUMENT))).toEqual(DOCUMENT);
    expect(parseLock(formatLock(new Map()))).toEqual(new Map());
  });

  test.each([
    ["not JSON", "{", "it is not JSON"],
    ["no object", "[]", "the file is not an object"],
    ["another version", '{ "version": 2 }', "its version is 2, and this Portico reads 1"],
    ["a merge conflict", "<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n", "it holds a merge conflict"],
    [
      "a priority out of range",
      rule('{ "priority": 50001, "specificity": "" }'),
      "50001 in users is no priority from 1 to 50000",
    ],
    [
      "a priority that is no number",
      rule('{ "priority": "1", "specificity": "" }'),
      '"1" in users is no priority from 1 to 50000',
    ],
    ["no specificity", rule('{ "priority": 1 }'), "specificity of users is not a text"],
    [
      "retired priorities that are no list",
      '{ "version": 1, "listeners": { "a": { "retired": 1 } } }',
      "retired of a is not a list",
    ],
  ])("is refused with a reason: %s", (_, text, reason) => {
    expect(() => parseLock(text)).toThrow(new SyntaxError(reason));
  });
});

function rule(body: string): string {
  return `{ "version": 1, "listeners": { "a": { "rules": { "users": ${body} } } } }`;
}

describe("a lock file on disk", () => {
  let folder: string;
  let store: LockStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "portico-lock-"));
    store = new LockStore(join(folder, "portico.lock.json"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test("that is not there is empty, and is not made for nothing", () => {
    expect(store.read()).toEqual(new Map());
    store.write(new Map());
    expect(existsSync(store.file)).toBe(false);
  });

  test("is written as a whole, and leaves nothing else behind", () => {
    store.write(DOCUMENT);
    expect(readFileSync(store.file, "utf8")).toBe(formatLock(DOCUMENT));
    expect(readdirSync(folder)).toEqual(["portico.lock.json"]);
  });

  test("is left alone where nothing changed", () => {
    store.write(DOCUMENT);
    const before = statSync(store.file, { bigint: true });
    store.write(new Map([...DOCUMENT].reverse()));
    const after = statSync(store.file, { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  test("that cannot be written is an error that names it", () => {
    const lost = new LockStore(join(folder, "no", "such", "portico.lock.json"));
    expect(() => lost.write(DOCUMENT)).toThrow(/cannot be kept in .*no.such.portico\.lock\.json: /);
  });

  test("that cannot be read is not taken for an empty one", () => {
    writeFileSync(store.file, "{");
    expect(() => store.read()).toThrow(SyntaxError);
  });
});
