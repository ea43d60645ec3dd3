import { formatDiagnostic } from "../../topology";
import type { Imported } from "../imported";
import { fieldName, indented, Variables } from "./code";
import { edgeLines } from "./edges";
import { routerLines } from "./routers";
import { serviceLines } from "./services";

/** What the program may need of Portico, in the order of its import. */
const IMPORTED = [
  "Balancing",
  "EdgeLoadBalancer",
  "Filter",
  "HealthCheck",
  "IngressRouter",
  "Listener",
  "LogicalService",
  "Match",
  "Members",
  "SessionAffinity",
];

/** Longer lines of calls are broken up. */
const WIDTH = 120;

/**
 * An import as a TypeScript program: a stack for any platform. Services whose instances are not known are asked for in
 * the constructor.
 */
export function writeStack(imported: Imported, className = "ImportedStack"): string {
  const { edges = [], routers = [], services = [] } = imported.topology;
  const variables = new Variables();
  const given = services.filter(({ name }) => imported.members.get(name)?.type === "given").map(({ name }) => name);
  const body = [
    ...services.flatMap((service) => serviceLines(service, imported, variables)),
    ...routers.flatMap((router) => ["", ...routerLines(router, variables)]),
    ...edges.flatMap((edge) => ["", ...edgeLines(edge, variables)]),
  ].flatMap(broken);
  const used = IMPORTED.filter((name) => body.some((line) => new RegExp(`\\b${name}[.(]`).test(line)));
  const types = ["Platform", ...(given.length > 0 && !used.includes("Members") ? ["Members"] : [])];
  const names = [...used, ...types].sort();
  const parameters = [
    "scope: Construct",
    "id: string",
    "platform: Platform",
    ...(given.length > 0 ? ["members: Instances"] : []),
  ];
  return [
    'import { TerraformStack } from "cdktf";',
    'import type { Construct } from "constructs";',
    "import {",
    ...names.map((name) => `  ${types.includes(name) ? "type " : ""}${name},`),
    '} from "portico";',
    "",
    ...instancesType(given),
    ...remarkLines(imported),
    `export class ${className} extends TerraformStack {`,
    `  constructor(${parameters.join(", ")}) {`,
    "    super(scope, id);",
    "",
    ...indented(body, 2),
    "  }",
    "}",
    "",
  ].join("\n");
}

function instancesType(given: readonly string[]): readonly string[] {
  if (given.length === 0) return [];
  return [
    "/** Where the instances of each service are: `Members.addresses([...])`, or `Members.dns(...)` and `Members.selector({...})`. */",
    "export interface Instances {",
    ...given.map((name) => `  readonly ${fieldName(name)}: Members;`),
    "}",
    "",
  ];
}

function remarkLines({ remarks }: Imported): readonly string[] {
  if (remarks.length === 0) return [];
  const lines = remarks.map((remark) => ` * - ${inComment(formatDiagnostic(remark))}`);
  return ["/**", " * Not as it was:", ...lines, " */"];
}

/** On one line, and without what would end the comment. */
function inComment(remark: string): string {
  return remark.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").replaceAll("*/", "* /");
}

/** `new X(this, "id", { ... })` with its properties below each other, where it is too long for a line. */
function broken(line: string): readonly string[] {
  if (line.length + 4 <= WIDTH) return [line];
  const [, start, inner] = /^((?:const .*?|new \w+)\(this, "[^"]*", )\{ (.*) \}\);$/.exec(line) ?? [];
  if (start === undefined || inner === undefined) return [line];
  return [`${start}{`, ...splitFields(inner).map((field) => `  ${field},`), "});"];
}

/** Splits at commas that lie in no bracket and in no text. */
function splitFields(code: string): readonly string[] {
  const fields: string[] = [];
  let depth = 0;
  let isText = false;
  let start = 0;
  for (let index = 0; index < code.length; index++) {
    const character = code[index] ?? "";
    if (character === "\\") index++;
    else if (character === '"') isText = !isText;
    else if (isText) continue;
    else if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    else if (character === "," && depth === 0) {
      fields.push(code.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...fields, code.slice(start).trim()];
}
