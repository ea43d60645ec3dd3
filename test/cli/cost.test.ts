import { join } from "node:path";
import { stack } from "../cost/stack";
import { portico, withFiles } from "./run-portico";

const PRICES = { currency: "USD", prices: { "alb-hour": 0.1, "alb-lcu-hour": 0.2 } };

function cost(files: Readonly<Record<string, unknown>>, ...args: readonly string[]) {
  return withFiles(files, (folder) =>
    portico(
      "cost",
      ...args.map((arg) => (arg.endsWith(".json") ? join(folder, arg) : arg.replace(/^FOLDER$/, folder))),
    ),
  );
}

describe("portico cost", () => {
  test("counts what is there all the time, and names what depends on the traffic", async () => {
    const { status, out, err } = await cost({ "cdk.tf.json": stack }, "cdk.tf.json");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out.replace(/^.*\n/, "STACK\n")).toMatchSnapshot();
  });

  test("says what a month comes to where prices are given, and what has none", async () => {
    const { status, out } = await cost(
      { "cdk.tf.json": stack, "prices.json": PRICES },
      "cdk.tf.json",
      "--prices",
      "prices.json",
    );
    expect(status).toBe(0);
    expect(out).toMatch(/1 +alb-hour .* aws_lb\.inside +73\.00 USD a month/);
    expect(out).toMatch(/alb-lcu-hour .* 0\.2 USD per hour/);
    expect(out).toMatch(/146\.00 USD a month of 730 hours .* without what has no price: .*nlb-hour/);
  });

  test("is an object for programs", async () => {
    const { out } = await cost(
      { "cdk.tf.json": stack, "prices.json": PRICES },
      "cdk.tf.json",
      "--json",
      "--prices",
      "prices.json",
    );
    expect(JSON.parse(out)).toMatchObject({
      stacks: [{ items: expect.arrayContaining([expect.objectContaining({ charge: "alb-hour", price: 0.1 })]) }],
      sharing: [],
      total: { currency: "USD", month: { low: 146, high: 146 } },
    });
  });

  test("takes the folder of a stack", async () => {
    const { status, out } = await cost({ "cdk.tf.json": stack }, "FOLDER");
    expect(status).toBe(0);
    expect(out).toContain("alb-hour");
  });

  test.each<[string, Readonly<Record<string, unknown>>, readonly string[], string]>([
    ["a file that is not there", {}, ["none.json"], "no such file"],
    ["a folder without a stack", { "other.json": {} }, ["FOLDER"], "holds no cdk.tf.json"],
    ["a Topology", { "topology.json": { version: 1 } }, ["topology.json"], "is not a synthesized stack"],
    ["no JSON", { "cdk.tf.json": "{" }, ["cdk.tf.json"], "JSON"],
    [
      "prices of something unknown",
      { "cdk.tf.json": stack, "prices.json": { currency: "USD", prices: { "elb-hour": 1 } } },
      ["cdk.tf.json", "--prices", "prices.json"],
      'prices.json: prices: unknown name "elb-hour"; did you mean "alb-hour"?',
    ],
    ["nothing", {}, [], "missing required argument"],
  ])("ends with status 2 and a line on standard error for %s", async (_, files, args, message) => {
    const { status, out, err } = await cost(files, ...args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(message);
  });
});
