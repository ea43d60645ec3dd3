import { quotaFindings, type Usage } from "../../../../constructs/aws/edge/quota-findings";
import { DEFAULT_QUOTAS } from "../../../../constructs/aws/quotas";

const NOTHING: Usage = {
  kind: "application",
  rules: 0,
  targetGroups: 0,
  listeners: 0,
  certificates: 0,
  targets: 0,
  zones: 1,
};
const FULL: Usage = { ...NOTHING, rules: 100, targetGroups: 100, listeners: 50, certificates: 25, targets: 1000 };

test("a load balancer that uses its quotas up is fine", () => {
  expect(quotaFindings(FULL, DEFAULT_QUOTAS)).toEqual([]);
  expect(
    quotaFindings({ ...FULL, kind: "network", rules: 0, targetGroups: 500, targets: 500 }, DEFAULT_QUOTAS),
  ).toEqual([]);
});

test.each<[string, Partial<Usage>]>([
  ["aws-quota-rules", { rules: 101 }],
  ["aws-quota-target-groups", { targetGroups: 101 }],
  ["aws-quota-listeners", { listeners: 51 }],
  ["aws-quota-certificates", { certificates: 26 }],
  ["aws-quota-targets", { targets: 1001 }],
  ["aws-quota-listeners", { kind: "network", listeners: 51 }],
  ["aws-quota-certificates", { kind: "network", certificates: 26 }],
  ["aws-quota-targets", { kind: "network", targets: 501 }],
  ["aws-quota-targets", { kind: "network", targets: 1001, zones: 2 }],
  ["aws-quota-targets", { kind: "network", targets: 3001, zones: 6 }],
  ["aws-quota-targets", { kind: "network", targets: 3001, zones: Number.POSITIVE_INFINITY }],
])("%s", (code, usage) => {
  expect(quotaFindings({ ...NOTHING, ...usage }, DEFAULT_QUOTAS)).toEqual([
    expect.objectContaining({ code, severity: "error", remedy: expect.stringContaining("new Aws({ quotas: {") }),
  ]);
});

test("what the account has more of is not reported", () => {
  const quotas = { ...DEFAULT_QUOTAS, rules: 200 };
  expect(quotaFindings({ ...NOTHING, rules: 200 }, quotas)).toEqual([]);
  expect(quotaFindings({ ...NOTHING, rules: 201 }, quotas)).toHaveLength(1);
});

test.each([
  [501, 1, "has 501 targets, and the quota is 500", "networkTargetsPerZone: 501"],
  [1001, 2, "has 1001 targets, and the quota is 1000", "networkTargetsPerZone: 501"],
  [3001, 8, "has 3001 targets, and the quota is 3000", "networkTargets: 3001"],
])("%d targets in %d zones: what to have AWS raise", (targets, zones, message, remedy) => {
  expect(quotaFindings({ ...NOTHING, kind: "network", targets, zones }, DEFAULT_QUOTAS)).toEqual([
    expect.objectContaining({
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(`{ ${remedy} }`),
    }),
  ]);
});
