import { fileShortage, limitIn } from "../../../lib/proxy/connections/open-files";

const limits = (openFiles: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units     \n` +
  `Max processes             63432                63432                processes \n` +
  `Max open files            ${openFiles.padEnd(21)}1048576              files     \n` +
  `Max locked memory         8388608              8388608              bytes     \n`;

test.each([
  ["what Linux says", limits("20000"), 20_000],
  ["no limit", limits("unlimited"), Number.POSITIVE_INFINITY],
  ["another text", "none of this", Number.POSITIVE_INFINITY],
])("the limit of open files: %s", (_, text, limit) => {
  expect(limitIn(text)).toBe(limit);
});

test.each([
  [50_000, Number.POSITIVE_INFINITY],
  [50_000, 1_048_576],
  [50_000, 100_100],
  [1, 102],
])("for %i connections %d files are enough", (connections, files) => {
  expect(fileShortage(connections, files)).toBeUndefined();
});

test("each connection takes two files, and a process some of its own", () => {
  expect(fileShortage(50_000, 100_099)).toEqual({
    maxConnections: 50_000,
    filesNeeded: 100_100,
    openFiles: 100_099,
    remedy:
      "raise the limit of open files to 100100 (ulimit -n, LimitNOFILE of systemd, nofile of a container), " +
      "or let in 49999 connections (--max-connections 49999)",
  });
});

test("no number of connections is proposed where there is room for none", () => {
  expect(fileShortage(10, 64)?.remedy).toBe(
    "raise the limit of open files to 120 (ulimit -n, LimitNOFILE of systemd, nofile of a container)",
  );
});

test("what is proposed is enough", () => {
  for (const files of [102, 1024, 4096, 65_535]) {
    const proposed = Number(/--max-connections (\d+)/.exec(fileShortage(1_000_000, files)?.remedy ?? "")?.[1]);
    expect(fileShortage(proposed, files)).toBeUndefined();
    expect(fileShortage(proposed + 1, files)).toBeDefined();
  }
});
