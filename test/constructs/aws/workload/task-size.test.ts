import fc from "fast-check";
import { Findings } from "../../../../constructs/aws/findings";
import { taskSize } from "../../../../constructs/aws/workload/task-size";

function sized(size: { cpu?: number; memory?: number }) {
  const findings = new Findings();
  return { size: taskSize(size, "workload", findings), found: findings.diagnostics };
}

describe("sizes that Fargate has are taken as they are", () => {
  test.each([
    [256, 512],
    [256, 1024],
    [256, 2048],
    [512, 1024],
    [512, 4096],
    [1024, 2048],
    [1024, 8192],
    [2048, 16_384],
    [4096, 30_720],
    [8192, 61_440],
    [16_384, 122_880],
  ])("%s units and %s MiB", (cpu, memory) => {
    expect(sized({ cpu, memory })).toEqual({ size: { cpu, memory }, found: [] });
  });

  test("a quarter of a processor and half a GiB where nothing is said", () => {
    expect(sized({})).toEqual({ size: { cpu: 256, memory: 512 }, found: [] });
  });

  test.each([
    [250, 256],
    [500, 512],
    [1000, 1024],
    [2000, 2048],
  ])("%s thousandths of a processor are %s units", (cpu, units) => {
    const memory = units * 2;
    expect(sized({ cpu, memory })).toEqual({ size: { cpu: units, memory }, found: [] });
  });
});

describe("a size that Fargate does not have is reported with the nearest one", () => {
  test.each([
    [256, 3072, 512, 3072],
    [256, 4097, 1024, 5120],
    [300, 512, 512, 1024],
    [512, 512, 512, 1024],
    [1024, 1500, 1024, 2048],
    [8192, 17_000, 8192, 20_480],
    [99_999, 999_999, 16_384, 122_880],
  ])("%s units and %s MiB: %s and %s", (cpu, memory, nearestCpu, nearestMemory) => {
    const { size, found } = sized({ cpu, memory });
    expect(size).toEqual({ cpu: nearestCpu, memory: nearestMemory });
    expect(found).toEqual([
      {
        code: "ecs-task-size",
        severity: "error",
        path: "workload",
        message: expect.stringContaining(`${memory} MiB`),
        remedy: `set cpu: ${nearestCpu} and memory: ${nearestMemory}, or accept that size`,
      },
    ]);
  });

  test("which is no smaller, and is one that Fargate has", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16_384 }), fc.integer({ min: 1, max: 122_880 }), (cpu, memory) => {
        const { size } = sized({ cpu, memory });
        expect(size.memory).toBeGreaterThanOrEqual(memory);
        expect(size.cpu * 1.024).toBeGreaterThanOrEqual(cpu);
        expect(sized(size)).toEqual({ size, found: [] });
      }),
    );
  });
});
