import { TerraformStack, Testing } from "cdktf";
import { LogicalService, topologyOf } from "portico";
import { Aws } from "portico/aws";
import { AwsProvider } from "../../../constructs/aws/provider";
import { explainOutput } from "../../../lib/parity";
import { createDecider } from "../../../lib/routing";
import { loadDesignShop } from "../support/design-shop";

const PROPS = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], lockFile: false } as const;

function shop(): TerraformStack {
  const Shop = loadDesignShop();
  return new Shop(Testing.app(), "shop-aws", new Aws(PROPS));
}

describe("the program of the design", () => {
  test("synthesizes without a diagnostic", () => {
    expect(Testing.synth(shop(), true)).toMatchSnapshot();
  });

  test("gives the same bytes twice", () => {
    const stack = shop();
    expect(Testing.synth(stack)).toBe(Testing.synth(stack));
    expect(Testing.synth(shop())).toBe(Testing.synth(stack));
  });

  test.each([
    ["GET", "http://shop.example.com/users/1", {}],
    ["GET", "http://shop.example.com/payments", {}],
    ["GET", "http://shop.example.com/payments/1?a=b", { "x-canary": "1" }],
    ["GET", "http://shop.example.com/payments/1", { "x-canary": "2" }],
    ["GET", "http://shop.example.com/paymentsx", {}],
    ["POST", "http://other.example.com/users", {}],
  ])("%s %s goes where it should", (method, url, headers) => {
    const stack = shop();
    const request = { method, url, headers: Object.entries(headers) };
    const expected = createDecider(topologyOf(stack)).decide(request);
    const [{ decision } = { decision: undefined }] = explainOutput(Testing.synth(stack), request);
    expect([decision?.route, decision?.service, decision?.status]).toEqual([
      expected.route,
      expected.service,
      expected.status,
    ]);
  });
});

describe("two copies of one stack", () => {
  test("have no name in common", () => {
    const Shop = loadDesignShop();
    const app = Testing.app();
    const [blue, green] = ["blue", "green"].map((id) => namesIn(Testing.synth(new Shop(app, id, new Aws(PROPS)))));
    expect(blue).toHaveLength(8);
    expect(blue?.filter((name) => green?.includes(name))).toEqual([]);
  });
});

function namesIn(output: string): readonly string[] {
  const { resource } = JSON.parse(output);
  return ["aws_lb", "aws_lb_target_group", "aws_security_group"].flatMap((type) =>
    Object.values<{ name: string }>(resource[type]).map(({ name }) => name),
  );
}

describe("the provider", () => {
  const providers = (stack: TerraformStack) => JSON.parse(Testing.synth(stack, true)).provider.aws;
  const addService = (stack: TerraformStack, region?: string) => {
    const platform = new Aws({ ...PROPS, ...(region === undefined ? {} : { region }) });
    new LogicalService(stack, "users", { platform, port: 8080 });
  };

  test("is made where the stack has none, once", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    addService(stack, "eu-west-1");
    const platform = new Aws({ ...PROPS, region: "eu-west-1" });
    new LogicalService(stack, "other", { platform, port: 8080 });
    expect(providers(stack)).toEqual([{ region: "eu-west-1" }]);
  });

  test("is the user's where the stack has one", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    new AwsProvider(stack, "aws", { region: "us-east-1" });
    addService(stack, "eu-west-1");
    expect(providers(stack)).toEqual([{ region: "us-east-1" }]);
  });

  test("made by the user afterwards is an error that says what to do", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    addService(stack);
    new AwsProvider(stack, "aws", { region: "us-east-1" });
    expect(() => Testing.synth(stack, true)).toThrow(
      /make yours before, or give the region to Aws \[aws-two-providers\]/,
    );
  });
});
