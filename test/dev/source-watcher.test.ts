import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SourceWatcher } from "../../lib/dev";

let folder: string;
let watcher: SourceWatcher | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portico-watch-"));
});

afterEach(() => {
  watcher?.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

/** The changes that are told of, one after another. */
function changes(): () => Promise<readonly string[]> {
  const told: (readonly string[])[] = [];
  let wake = () => {};
  watcher = new SourceWatcher(
    folder,
    (files) => {
      told.push(files);
      wake();
    },
    (reason) => {
      throw new Error(reason);
    },
  );
  return async () => {
    while (told.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return told.shift() ?? [];
  };
}

test("a file that is written, made, renamed or taken away has changed, in folders that are new too", async () => {
  write("main.ts", "1");
  const next = changes();
  write("main.ts", "2");
  expect(await next()).toEqual(["main.ts"]);
  mkdirSync(join(folder, "lib/deep"), { recursive: true });
  write("lib/deep/a.ts", "1");
  expect(await next()).toEqual(["lib/deep/a.ts"]);
  write("lib/deep/a.ts", "2");
  expect(await next()).toEqual(["lib/deep/a.ts"]);
  renameSync(join(folder, "lib/deep/a.ts"), join(folder, "lib/b.ts"));
  expect(await next()).toEqual(["lib/b.ts", "lib/deep/a.ts"]);
  rmSync(join(folder, "lib"), { recursive: true });
  expect(await next()).toEqual(["lib/b.ts"]);
});

test("several changes at once are told of once", async () => {
  const next = changes();
  for (const text of ["1", "2", "3"]) {
    write("a.ts", text);
    write("b.ts", text);
  }
  expect(await next()).toEqual(["a.ts", "b.ts"]);
  write("c.ts", "1");
  expect(await next()).toEqual(["c.ts"]);
});

test("what is written as it was, what is installed, and what tools keep for themselves is no change", async () => {
  write("a.ts", "1");
  for (const name of ["node_modules", "cdktf.out", ".git"]) mkdirSync(join(folder, name));
  const next = changes();
  write("a.ts", "1");
  for (const name of ["node_modules", "cdktf.out", ".git"]) write(`${name}/x`, "1");
  for (const name of [".a.ts.swp", "a.ts~", "#a.ts#"]) write(name, "1");
  write("real.ts", "1");
  expect(await next()).toEqual(["real.ts"]);
});
