import { spawn } from "node:child_process";
import { join } from "node:path";
import { LineBatch } from "../../../lib/proxy/log/line-batch";

/** What has been written, a text for each write. */
function batchOf() {
  const written: string[] = [];
  let flushed = 0;
  const target = {
    destroyed: false,
    write: (bytes: Buffer) => written.push(String(bytes)),
    flushSync: () => {
      flushed += 1;
    },
  };
  const batch = new LineBatch(target);
  return {
    batch,
    hold: (line: string) => batch.hold(line.length, (text) => text.add(line)),
    target,
    written,
    flushed: () => flushed,
  };
}

describe("lines that are held", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("leave together, in their order, within 100 ms", () => {
    const { hold, written } = batchOf();
    hold("one\n");
    jest.advanceTimersByTime(60);
    hold("two\n");
    expect(written).toEqual([]);
    jest.advanceTimersByTime(40);
    expect(written).toEqual(["one\ntwo\n"]);
  });

  test("leave earlier where there are many, and never more than 64 KiB at a time", () => {
    const { hold, written } = batchOf();
    const line = `${"x".repeat(999)}\n`;
    for (let count = 0; count < 131; count += 1) hold(line);
    expect(written).toEqual([line.repeat(65), line.repeat(65)]);
    jest.advanceTimersByTime(100);
    expect(written).toEqual([line.repeat(65), line.repeat(65), line]);
  });

  test("leave before a line that is written at once", () => {
    const { batch, hold, written } = batchOf();
    hold("request\n");
    batch.write("error\n");
    expect(written).toEqual(["request\nerror\n"]);
  });

  test("leave by themselves where they are larger than what is gathered", () => {
    const { batch, hold, written } = batchOf();
    const large = `${"x".repeat(100_000)}\n`;
    hold("one\n");
    hold(large);
    hold("two\n");
    batch.write(large);
    expect(written).toEqual(["one\n", large, "two\n", large]);
  });

  test("are written out when they are flushed", () => {
    const { batch, hold, written, flushed } = batchOf();
    hold("one\n");
    batch.flush();
    expect([written, flushed()]).toEqual([["one\n"], 0]);
    hold("two\n");
    batch.flushSync();
    expect([written, flushed()]).toEqual([["one\n", "two\n"], 1]);
  });

  test("are dropped where nothing takes them any more", () => {
    const { batch, hold, target, written, flushed } = batchOf();
    hold("request\n");
    target.destroyed = true;
    batch.flushSync();
    expect([written, flushed()]).toEqual([[], 0]);
  });
});

describe("no line is lost where the process ends by", () => {
  const LINES = 1000;
  test.each([
    ["having nothing more to do", "", 0],
    ["process.exit()", "process.exit(3)", 3],
    ["an error that nobody catches", 'throw new Error("broken")', 1],
  ])(
    "%s",
    async (_name, end, status) => {
      const { code, stderr } = await run(`
      const { createPinoLog } = require("./lib/proxy/log");
      const log = createPinoLog();
      const listener = { edge: "edge", name: "http" };
      for (let tries = 0; tries < ${LINES}; tries += 1) {
        log.request({ listener, method: "GET", host: "", path: "/", status: 200, sourceAddress: "", tries, milliseconds: 0 });
        if (tries === ${LINES / 2}) log.info("configuration applied");
      }
      ${end}
    `);
      expect(code).toBe(status);
      const requests = stderr.split("\n").filter((line) => line.includes('"msg":"request"'));
      const numbers = requests.map((line) => JSON.parse(line).tries).sort((one, other) => one - other);
      expect(numbers).toEqual(Array.from({ length: LINES }, (_, number) => number));
    },
    30_000,
  );
});

function run(script: string): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const root = join(__dirname, "../../..");
  const hook = join(root, "test/support/typescript-hook.js");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["-r", hook, "-e", script], {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("close", (code) => resolve({ code, stderr }));
  });
}
