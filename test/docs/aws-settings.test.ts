import { readPage } from "./support/pages";
import { nameOf, nodesOf, sourcesIn } from "./support/syntax";

const sources = sourcesIn("constructs/aws");
const PAGE = readPage("docs/aws.md").text;

/** Interfaces that users of the AWS platform fill in, and what is written before a field of theirs. */
const SETTINGS: Readonly<Record<string, string>> = {
  "constructs/aws/aws-props.ts": "AwsProps",
  "constructs/aws/edge/application-options.ts": "ApplicationLoadBalancerOptions",
  "constructs/aws/edge/network-options.ts": "NetworkLoadBalancerOptions",
  "constructs/aws/logs/log-options.ts": "LogOptions",
  "constructs/aws/service/target-group-options.ts": "TargetGroupOptions",
};

test.each(Object.entries(SETTINGS))("every setting of %s is on the page", (file, name) => {
  const fields = fieldsOf(file, name);
  expect(fields.length).toBeGreaterThan(3);
  expect(fields.filter((field) => !new RegExp(`[\`.{ ]${field}\\b`).test(PAGE))).toEqual([]);
});

function fieldsOf(file: string, name: string): readonly string[] {
  const source = sources.find((one) => one.file === file);
  const declared = [...nodesOf(source?.tree)].find(
    (node) => node.type === "TsInterfaceDeclaration" && nameOf(node.id) === name,
  );
  const members = [...nodesOf(declared)].filter(({ type }) => type === "TsPropertySignature");
  return members.flatMap(({ key }) => nameOf(key) ?? []);
}
