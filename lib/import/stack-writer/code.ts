/** A text as a TypeScript literal. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** A plain value as a TypeScript literal; names of fields stand bare where they can. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return object(Object.fromEntries(Object.entries(value).map(([name, field]) => [name, literal(field)])));
}

/** An element of a record by its name. */
export function element(record: string, name: string): string {
  return IDENTIFIER.test(name) ? `${record}.${name}` : `${record}[${text(name)}]`;
}

/** The name of a field of an object or of a type. */
export function fieldName(name: string): string {
  return IDENTIFIER.test(name) ? name : text(name);
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** An object of fields that are code already; those that are `undefined` are left out. */
export function object(fields: Readonly<Record<string, string | undefined>>): string {
  const written = Object.entries(fields).flatMap(([name, code]) => {
    if (code === undefined) return [];
    const key = fieldName(name);
    return [code === key ? key : `${key}: ${code}`];
  });
  return written.length === 0 ? "{}" : `{ ${written.join(", ")} }`;
}

/** Lines set in by two more spaces each level. */
export function indented(lines: readonly string[], levels: number): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `${"  ".repeat(levels)}${line}`));
}

/** Words that are no names in TypeScript, and what the program itself calls something else. */
const RESERVED: ReadonlySet<string> = new Set(
  "break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with let static yield await package private protected public implements interface scope id platform members props arguments eval".split(
    " ",
  ),
);

/** Names of variables for names of a Topology, each once. */
export class Variables {
  private readonly taken = new Set<string>(RESERVED);
  private readonly known = new Map<string, string>();

  /** @param kind - tells things of one name apart, such as a service and a router */
  of(kind: string, name: string): string {
    const key = `${kind}:${name}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const camel = name
      .replace(/[^A-Za-z0-9]+(.)?/g, (_match, next: string | undefined) => next?.toUpperCase() ?? "")
      .replace(/^(\d)/, "_$1")
      .replace(/^[A-Z]/, (first) => first.toLowerCase());
    const wanted = [camel, `${camel}${kind}`];
    let variable = wanted.find((candidate) => candidate !== "" && !this.taken.has(candidate));
    for (let count = 2; variable === undefined; count++) {
      if (!this.taken.has(`${camel}${count}`)) variable = `${camel}${count}`;
    }
    this.taken.add(variable);
    this.known.set(key, variable);
    return variable;
  }
}
