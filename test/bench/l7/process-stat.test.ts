import { parseProcessStat, parseResidentKib, processTree, readUsage } from "../../../bench/l7/machine/process-stat";

const rest = "0 -1 4194304 900 0 1 0 250 50 7 9 20 0 1 0 3900 1000 200";

describe("/proc/PID/stat", () => {
  test.each([
    ["a plain name", `42 (nginx) S 7 42 42 ${rest}`],
    ["a name with spaces and brackets", `42 (a) R 1 (b c) S 7 42 42 ${rest}`],
  ])("%s", (_, line) => {
    expect(parseProcessStat(line)).toEqual({ pid: 42, parent: 7, ticks: 300 });
  });
});

describe("VmRSS", () => {
  test.each([
    ["Name:\tnode\nVmHWM:\t   90000 kB\nVmRSS:\t   81234 kB\nThreads:\t11\n", 81234],
    ["Name:\tzombie\nState:\tZ (zombie)\n", 0],
    ["", 0],
  ])("%#", (status, kib) => {
    expect(parseResidentKib(status)).toBe(kib);
  });
});

test("a process's tree is itself, its children and theirs, and nobody else", () => {
  const processes = [
    { pid: 1, parent: 0, ticks: 0 },
    { pid: 10, parent: 1, ticks: 1 },
    { pid: 11, parent: 10, ticks: 2 },
    { pid: 12, parent: 11, ticks: 3 },
    { pid: 20, parent: 1, ticks: 4 },
  ];
  expect(processTree(10, processes).map(({ pid }) => pid)).toEqual([10, 11, 12]);
});

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("this process has used what Node says it has", () => {
  const { user, system } = process.cpuUsage();
  const { cpuMicroseconds, residentKib } = readUsage(process.pid);
  // A clock of 10 ms a tick, rounded down twice; the later reading may have more.
  expect(cpuMicroseconds).toBeGreaterThan(user + system - 30_000);
  expect(residentKib).toBeGreaterThan(1024);
});
