import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileWatcher } from "../../../lib/proxy/config/file/file-watcher";
import { afterTest } from "../support/cleanup";
import { eventually } from "../support/conditions";
import { temporaryFolder } from "../support/proxies";

/** A file that is watched, and how often it was reported as changed. */
function watched(content = "one") {
  const folder = temporaryFolder();
  const file = join(folder, "file");
  writeFileSync(file, content);
  const state = { folder, file, changes: 0 };
  const watcher = new FileWatcher(() => {
    state.changes += 1;
  });
  afterTest(() => watcher.close());
  return { state, watcher };
}

const changes: readonly (readonly [string, (file: string, folder: string) => void])[] = [
  ["written in place", (file) => writeFileSync(file, "two")],
  [
    "replaced by another renamed over it",
    (file, folder) => {
      writeFileSync(join(folder, "new"), "two");
      renameSync(join(folder, "new"), file);
    },
  ],
  ["removed", (file) => rmSync(file)],
  [
    "replaced by a link",
    (file, folder) => {
      mkdirSync(join(folder, "target"));
      writeFileSync(join(folder, "target", "file"), "one");
      symlinkSync(join("target", "file"), join(folder, "link"));
      renameSync(join(folder, "link"), file);
    },
  ],
];

test.each(changes)("a file that is %s has changed", async (_how, change) => {
  const { state, watcher } = watched();
  watcher.watch([state.file]);

  change(state.file, state.folder);

  await eventually(() => state.changes === 1);
});

test("a change at once after the file was added is not missed", async () => {
  const { state, watcher } = watched();

  watcher.watch([state.file]);
  writeFileSync(state.file, "other");

  await eventually(() => state.changes === 1);
});

test("a file that appears has changed", async () => {
  const { state, watcher } = watched();
  const later = join(state.folder, "later");
  watcher.watch([later]);

  writeFileSync(later, "here");

  await eventually(() => state.changes === 1);
});

test("many writes in a row are one change", async () => {
  const { state, watcher } = watched();
  watcher.watch([state.file]);

  for (let index = 0; index < 10; index++) writeFileSync(state.file, `content ${index}`);

  await eventually(() => state.changes > 0);
  expect(state.changes).toBe(1);
});

test("a file that is no longer watched does not count, one that stays does", async () => {
  const { state, watcher } = watched();
  const other = join(state.folder, "other");
  writeFileSync(other, "one");
  watcher.watch([state.file, other]);
  watcher.watch([other]);

  writeFileSync(state.file, "two");
  writeFileSync(other, "two");

  await eventually(() => state.changes > 0);
  expect(state.changes).toBe(1);
});
