import { transformSync } from "@swc/core";
import { TerraformStack, Testing } from "cdktf";
import { IngressRouter, LogicalService, Members } from "portico";
import { Aws } from "portico/aws";
import { readPage } from "./support/pages";

const PAGE = "docs/aws.md";

const samples = readPage(PAGE).blocks.filter(({ language, label }) => language === "ts" && label === "");

/** What samples take for granted; those that say it themselves have their own. */
function surroundings(text: string): Record<string, unknown> {
  const app = Testing.app();
  const stack = new TerraformStack(app, "sample");
  const aws = new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"], lockFile: false });
  const makers: Record<string, () => unknown> = {
    app: () => app,
    stack: () => stack,
    platform: () => aws,
    aws: () => aws,
    router: () => new IngressRouter(stack, "given-router", { platform: aws }),
    users: () =>
      new LogicalService(stack, "given-users", { platform: aws, port: 80, members: Members.addresses(["10.0.0.1"]) }),
  };
  const missing = Object.entries(makers).filter(
    ([name]) => new RegExp(`\\b${name}\\b`).test(text) && !new RegExp(`\\bconst ${name}\\b`).test(text),
  );
  return { stack, ...Object.fromEntries(missing.map(([name, make]) => [name, make()])) };
}

test.each(samples.map(({ line, text }) => [`${PAGE}:${line}`, text] as const))(
  "the sample at %s synthesizes",
  (_, text) => {
    const { code } = transformSync(text, {
      swcrc: false,
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    });
    const given = surroundings(text);
    new Function("require", "exports", ...Object.keys(given), code)(require, {}, ...Object.values(given));
    const output = JSON.parse(Testing.synth(given.stack as TerraformStack, true));
    expect(Object.keys(output.resource ?? {})).not.toEqual([]);
  },
);
