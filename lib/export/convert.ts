import type { Diagnostic } from "../topology";
import { entryPath, fieldPath } from "./path";
import type { FieldRule, Shape } from "./shape";

type Block = Readonly<Record<string, unknown>>;

const REGULAR: FieldRule = { form: "value" };

/** Turns the provider's blocks into the API's objects, by a {@link Shape}, and collects what has no counterpart. */
export class Conversion {
  readonly diagnostics: Diagnostic[] = [];

  /** @param path - where the block stands, for the diagnostics */
  block(block: Block, shape: Shape, path: string): Block {
    const fields = Object.entries(block).flatMap(([field, value]): [string, unknown][] => {
      const rule = shape[field] ?? REGULAR;
      const converted = isAbsent(value) ? undefined : this.field(value, rule, fieldPath(path, field));
      return converted === undefined ? [] : [[rule.name ?? camelCase(field), converted]];
    });
    return Object.fromEntries(fields);
  }

  private field(value: unknown, rule: FieldRule, path: string): unknown {
    switch (rule.form) {
      case "nothing":
        return this.refuse("unexportable-field", path, "the Kubernetes API has no such field", "leave it out");
      case "list":
        return asList(value).map((entry, index) => this.entry(entry, rule.of ?? {}, entryPath(path, index)));
      case "map":
        return mapOfTexts(asList(value)[0]);
      case "integer":
        return this.number(value, /^-?\d+$/, 10, path);
      case "mode":
        return this.number(value, /^[0-7]+$/, 8, path);
      case "integer-or-text":
        return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
      case "value":
      case "block":
        return this.single(value, rule.of ?? {}, path);
    }
  }

  /** A block that stands once, and any other value as it is. */
  private single(value: unknown, shape: Shape, path: string): unknown {
    if (!asList(value).some(isBlock)) return value;
    const [first, ...others] = asList(value);
    if (others.length > 0) {
      this.refuse("repeated-block", path, `there are ${others.length + 1} blocks where one may stand`, "keep one");
    }
    return this.entry(first, shape, path);
  }

  private entry(value: unknown, shape: Shape, path: string): unknown {
    return isBlock(value) ? this.block(value, shape, path) : value;
  }

  private number(value: unknown, form: RegExp, base: number, path: string): number | undefined {
    const text = String(value);
    if (form.test(text)) return Number.parseInt(text, base);
    return this.refuse(
      "invalid-number",
      path,
      `"${text}" is no number`,
      base === 8 ? "write octal digits" : "write digits",
    );
  }

  private refuse(code: string, path: string, message: string, remedy: string): undefined {
    this.diagnostics.push({ code, severity: "error", path, message, remedy });
    return undefined;
  }
}

/** To Terraform an empty list of blocks is none, and the API takes an empty list or map for none. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Terraform makes texts of the values of these maps. */
function mapOfTexts(value: unknown): Block {
  return isBlock(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, entry]) => (isAbsent(entry) ? [] : [[key, String(entry)]])),
      )
    : {};
}

function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
