import { RetryBudget } from "../../../../lib/proxy/http/h1/retry-budget";

/** How many tries may be made now. */
function spendable(budget: RetryBudget, now: number): number {
  let count = 0;
  while (count < 1000 && budget.spend(now)) count += 1;
  return count;
}

describe("a retry budget", () => {
  test("has a reserve of ten, whatever the traffic", () => {
    expect(spendable(new RetryBudget(0), 0)).toBe(10);
  });

  test("earns one try with every fifth request, and saves up a hundred at most", () => {
    const budget = new RetryBudget(0);
    for (let index = 0; index < 50; index++) budget.deposit();
    expect(spendable(budget, 0)).toBe(20);

    for (let index = 0; index < 10_000; index++) budget.deposit();
    expect(spendable(budget, 0)).toBe(100);
  });

  test("the reserve comes back within a second, and no more than that", () => {
    const budget = new RetryBudget(0);
    spendable(budget, 0);

    expect(spendable(budget, 100)).toBe(1);
    expect(spendable(budget, 600)).toBe(5);
    expect(spendable(budget, 60_000)).toBe(10);
  });
});
