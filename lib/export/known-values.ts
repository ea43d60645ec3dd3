import type { Resource, TerraformDocument } from "../parity/terraform";
import type { Diagnostic } from "../topology";
import { entryPath, fieldPath } from "./path";
import { templateParts } from "./template";

/** The resource that a reference starts from. */
const ADDRESS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/;
/** A step of a reference behind its resource: `.name`, `[0]`, `["name"]`. */
const STEP = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\["([^"]+)"\]/y;
/** How a manifest's object is called where it is referred to. */
const MANIFEST_OBJECT = "object";

/**
 * The values of a document as Terraform would have them, as far as the document says: what refers to another of its
 * resources is what that resource has there.
 */
export class KnownValues {
  /** What only Terraform can know. */
  readonly diagnostics: Diagnostic[] = [];

  private readonly resources: ReadonlyMap<string, Resource>;

  constructor(document: TerraformDocument) {
    this.resources = new Map(document.resources.map((resource) => [resource.address, resource]));
  }

  /** @param path - where the value stands, for the diagnostics */
  of(value: unknown, path: string): unknown {
    if (typeof value === "string") return this.ofText(value, path, new Set());
    if (Array.isArray(value)) return value.map((entry, index) => this.of(entry, entryPath(path, index)));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([field, entry]) => {
        const key = this.ofText(field, path, new Set());
        return [String(key), this.of(entry, fieldPath(path, field))];
      }),
    );
  }

  private ofText(source: string, path: string, visited: ReadonlySet<string>): unknown {
    const values = templateParts(source).map((part) => {
      if (part.kind === "text") return part.text;
      const value = this.follow(part.expression, path, visited);
      if (value === undefined) this.diagnostics.push(unresolved(path, part.source));
      return value ?? "";
    });
    return values.length === 1 ? values[0] : values.map(String).join("");
  }

  /** What a reference leads to; `undefined` where it is another expression, or nothing that the document says. */
  private follow(expression: string, path: string, visited: ReadonlySet<string>): unknown {
    const resource = this.resources.get(ADDRESS.exec(expression)?.[0] ?? "");
    if (resource === undefined || visited.has(expression)) return undefined;
    const steps = stepsOf(expression.slice(resource.address.length));
    if (steps === undefined || steps.length === 0) return undefined;
    const [first, ...others] = steps;
    const isManifest = resource.type === "kubernetes_manifest" && first === MANIFEST_OBJECT;
    const value = [isManifest ? "manifest" : first, ...others].reduce<unknown>(stepInto, resource.body);
    if (typeof value === "string") return this.ofText(value, path, new Set([...visited, expression]));
    return typeof value === "number" || typeof value === "boolean" ? value : undefined;
  }
}

function stepsOf(text: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (found === null) return undefined;
    const [, name, index, key] = found;
    if (index !== undefined || /^\d+$/.test(name ?? "")) steps.push(Number(index ?? name));
    else steps.push(name ?? key ?? "");
  }
  return steps;
}

/** A single block may stand as an object; it is the first, and only, all the same. */
function stepInto(value: unknown, step: string | number | undefined): unknown {
  if (typeof step === "number") return Array.isArray(value) ? value[step] : step === 0 ? value : undefined;
  if (step === undefined || typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, step) ? (value as Readonly<Record<string, unknown>>)[step] : undefined;
}

function unresolved(path: string, expression: string): Diagnostic {
  return {
    code: "unresolved-reference",
    severity: "error",
    path,
    message: `only Terraform knows the value of ${expression}`,
    remedy: "write the value itself, or deploy this stack by Terraform",
  };
}
