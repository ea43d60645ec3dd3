import {
  DefaultTokenResolver,
  type IResolveContext,
  Lazy,
  StringConcat,
  TerraformVariable,
  Token,
  Tokenization,
} from "cdktf";
import fc from "fast-check";
import { renderJson, renderText } from "../../../constructs/rendering";
import { formatTemplate, parseTemplate } from "../../../constructs/rendering/template";
import { evaluateTemplate } from "../self-hosted/support/terraform";
import { newStack } from "../support/synthesis";

const stack = newStack();
const variable = (name: string, type: string) => new TerraformVariable(stack, name, { type });
const text = variable("text", "string").stringValue;
const number = variable("number", "number").numberValue;
const list = variable("list", "list(string)").listValue;
const object = Token.asAny(variable("object", "any").value);

/** A value as it stands in the synthesized document. */
function render<Value>(value: Value, how: (value: Value, context: IResolveContext) => string = renderJson): string {
  return Tokenization.resolve(Lazy.stringValue({ produce: (context) => how(value, context) }), {
    scope: stack,
    resolver: new DefaultTokenResolver(new StringConcat()),
  }) as string;
}

describe("JSON", () => {
  test.each<[string, unknown, string]>([
    ["a text", { address: text }, '{\n  "address": "${var.text}"\n}'],
    ["a text within another", { address: `a-${text}-b` }, '{\n  "address": "a-${var.text}-b"\n}'],
    ["a number", { port: number }, '{\n  "port": ${var.number}\n}'],
    ["a number within a text", { address: Token.asString(number) }, '{\n  "address": "${var.number}"\n}'],
    ["a list", { hostnames: list }, '{\n  "hostnames": ${jsonencode(var.list)}\n}'],
    ["an element of a list", { hostnames: [text, "b"] }, '{\n  "hostnames": [\n    "${var.text}",\n    "b"\n  ]\n}'],
    ["an object", { healthCheck: object }, '{\n  "healthCheck": ${jsonencode(var.object)}\n}'],
    ["a free text", { body: text }, '{\n  "body": ${jsonencode(var.text)}\n}'],
    ["a free text within another", { value: `"${text}"\n` }, '{\n  "value": ${jsonencode("\\"${var.text}\\"\\n")}\n}'],
    ["a dollar sign before a token", { body: `$${text}` }, '{\n  "body": ${jsonencode("\\u0024${var.text}")}\n}'],
    ["a dollar sign elsewhere", { value: "^/a$" }, '{\n  "value": "^/a$"\n}'],
    ["what looks like an expression", { body: "${a} %{b}" }, '{\n  "body": "\\u0024{a} \\u0025{b}"\n}'],
    ["a token that comes to a value", { port: Lazy.numberValue({ produce: () => 8080 }) }, '{\n  "port": 8080\n}'],
    ["a token that comes to a list", { a: Lazy.listValue({ produce: () => ["x"] }) }, '{\n  "a": [\n    "x"\n  ]\n}'],
    [
      "a token that comes to text with a token in it",
      { address: Lazy.stringValue({ produce: () => `a-"${text}` }) },
      '{\n  "address": "a-\\"${var.text}"\n}',
    ],
    [
      "what looks like an expression only with what a token comes to",
      { address: `$${Lazy.stringValue({ produce: () => "{a}" })}` },
      '{\n  "address": "\\u0024{a}"\n}',
    ],
    ["an empty text", { body: "" }, '{\n  "body": ""\n}'],
    ["empty lists and objects", { a: [], b: {} }, '{\n  "a": [],\n  "b": {}\n}'],
    ["absent fields", { a: undefined, b: 1 }, '{\n  "b": 1\n}'],
  ])("%s", (_name, value, expected) => {
    expect(render(value)).toBe(expected);
  });

  test("without tokens is the plain JSON of the value, both before Terraform has read it and after", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({
          stringUnit: fc.oneof(
            fc.constantFrom("$", "%", "{", "}", '"', "\\"),
            fc.string({ unit: "grapheme", maxLength: 1 }),
          ) as never,
        }),
        (value) => {
          const rendered = render({ value });
          const meant = JSON.parse(JSON.stringify({ value })) as unknown;
          expect(JSON.parse(rendered)).toEqual(meant);
          expect(JSON.parse(evaluateTemplate(rendered, {}))).toEqual(meant);
        },
      ),
    );
  });

  test("becomes JSON again with any text in the place of a token, where any text may stand", () => {
    const awkward = fc.string({
      unit: fc.constantFrom("$", "%", "{", "}", '"', "\\", "\n", "\b", "\f", "a", "ü", "\u2028"),
    });
    fc.assert(
      fc.property(awkward, awkward, awkward, (before, value, after) => {
        const rendered = render({ body: `${before}${text}${after}` });
        expect(JSON.parse(evaluateTemplate(rendered, { text: value }))).toEqual({ body: before + value + after });
      }),
    );
  });
});

describe("text", () => {
  test.each<[string, string, string]>([
    ["plain", "a $HOME 100%", "a $HOME 100%"],
    ["a token", `a ${text} b`, "a ${var.text} b"],
    ["what looks like an expression", "${a} %{b}", "$${a} %%{b}"],
    ["a dollar sign before a token", `$${text}`, '${"$"}${var.text}'],
  ])("%s", (_name, value, expected) => {
    expect(render(value, renderText)).toBe(expected);
  });
});

describe("a template", () => {
  test.each<[string, ReturnType<typeof parseTemplate>]>([
    ["", []],
    ["a", [{ literal: "a" }]],
    ["${a}", [{ expression: "a" }]],
    ["a${b}c${d}", [{ literal: "a" }, { expression: "b" }, { literal: "c" }, { expression: "d" }]],
    ["$${a} %%{b}", [{ literal: "${a} %{b}" }]],
    ['${f({a = "}"})}', [{ expression: 'f({a = "}"})' }]],
    ['${f("\\"}")}b', [{ expression: 'f("\\"}")' }, { literal: "b" }]],
    ['${f("${g("}")}")}b', [{ expression: 'f("${g("}")}")' }, { literal: "b" }]],
    ["${a", [{ expression: "a" }]],
  ])("%j", (template, parts) => {
    expect(parseTemplate(template)).toEqual(parts);
  });

  test("of a literal is that literal", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("$", "%", "{", "}", "a") }), (literal) => {
        const read = parseTemplate(formatTemplate([{ literal }]));
        expect(read).toEqual(literal === "" ? [] : [{ literal }]);
      }),
    );
  });
});
