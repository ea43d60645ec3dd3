import { runCheckov, type Verdicts } from "./checkov";
import { skippedPolicies } from "./skipped";
import { checkedStacks, spoiledStack } from "./stacks";

const checkov = process.env.PORTICO_CHECKOV ?? "";
if (checkov === "") process.stderr.write("Policies are not checked: npm run test:policy does it with Checkov.\n");

const SPOILED = "spoiled";

(checkov === "" ? describe.skip : describe)("Checkov's policies", () => {
  let verdicts: Verdicts;

  beforeAll(() => {
    verdicts = runCheckov(checkov, { ...checkedStacks(), [SPOILED]: spoiledStack() });
  }, 120_000);

  const policiesOf = (of: keyof Verdicts, stack: (name: string) => boolean) => [
    ...new Set(verdicts[of].filter((verdict) => stack(verdict.stack)).map(({ policy }) => policy)),
  ];

  test("are passed by the default stacks and the sample on ECS, but for those that the page names", () => {
    const skipped = new Set(skippedPolicies().map(({ policy }) => policy));
    const failed = verdicts.failed.filter(({ policy, stack }) => stack !== SPOILED && !skipped.has(policy));
    expect(failed).toEqual([]);
  });

  test("are skipped where a stack would fail them, and nowhere else", () => {
    const failed = policiesOf("failed", (stack) => stack !== SPOILED);
    expect(skippedPolicies().map(({ policy }) => policy)).toEqual(expect.arrayContaining(failed));
    expect(failed).toHaveLength(skippedPolicies().length);
  });

  test.each([
    ["CKV_AWS_91", "access logs"],
    ["CKV_AWS_131", "invalid header fields"],
    ["CKV_AWS_150", "deletion protection"],
    ["CKV_AWS_103", "TLS 1.2"],
    ["CKV_AWS_23", "descriptions of security groups' rules"],
  ])("notice what is taken out: %s, %s", (policy) => {
    expect(policiesOf("failed", (stack) => stack === SPOILED)).toContain(policy);
    expect(policiesOf("passed", (stack) => stack === "application")).toContain(policy);
  });
});

test("every policy that is skipped has a reason", () => {
  expect(skippedPolicies()).not.toEqual([]);
  for (const { reason } of skippedPolicies()) expect(reason.length).toBeGreaterThan(20);
});
