import { costReport, PriceFileError, parsePrices } from "../../lib/cost";
import { stack } from "./stack";

function problems(document: unknown): readonly string[] {
  try {
    parsePrices(typeof document === "string" ? document : JSON.stringify(document));
    return [];
  } catch (error) {
    return error instanceof PriceFileError ? error.problems : [String(error)];
  }
}

describe("a file of prices", () => {
  test("has a currency and prices by name", () => {
    const prices = { currency: "EUR", prices: { "alb-hour": 0.03, "nlb-hour": 0 } };
    expect(parsePrices(JSON.stringify(prices))).toEqual(prices);
  });

  test("says all that is wrong with it at once", () => {
    expect(problems({ prices: { "alb-hours": 1, "nlb-hour": "1", "kms-key-month": -1 }, region: "eu" })).toEqual([
      'unknown field "region"; there are "currency" and "prices"',
      '"currency" is missing, such as "USD"',
      'prices: unknown name "alb-hours"; did you mean "alb-hour"?',
      "prices.nlb-hour: a number of 0 or more is needed",
      "prices.kms-key-month: a number of 0 or more is needed",
    ]);
  });

  test.each([
    ["{", /^is no JSON: /],
    ["", /^is no JSON: /],
    ["[]", /^the file is not an object$/],
    ["1", /^the file is not an object$/],
  ])("is not %j", (text, says) => {
    expect(problems(text)).toEqual([expect.stringMatching(says)]);
  });
});

describe("amounts", () => {
  const priced = (prices: Record<string, number>) =>
    costReport([{ name: "stack", output: stack }], { currency: "EUR", prices });

  test("are of a month of 730 hours", () => {
    const { stacks, total } = priced({ "alb-hour": 0.5 });
    const albs = stacks[0]?.items.filter(({ charge }) => charge === "alb-hour");
    expect(albs?.map(({ month }) => month)).toEqual([
      { low: 365, high: 365 },
      { low: 365, high: 365 },
    ]);
    expect(total).toEqual({ currency: "EUR", month: { low: 730, high: 730 } });
  });

  test("of months are not multiplied", () => {
    expect(priced({ "waf-rule-month": 2 }).total?.month).toEqual({ low: 4, high: 4 });
  });

  test("of what depends on the traffic are none, and its price is named", () => {
    const { stacks, total } = priced({ "alb-lcu-hour": 1 });
    expect(total?.month).toEqual({ low: 0, high: 0 });
    expect(stacks[0]?.items.find(({ charge }) => charge === "alb-lcu-hour")).toMatchObject({ price: 1 });
  });

  test("have bounds where what they are of has", () => {
    expect(priced({ "fargate-arm-vcpu-hour": 1 }).total?.month).toEqual({ low: 1460, high: 2920 });
  });
});
