import { argumentsOf, calledName, isNode, nameOf, nodesOf, type Source, type SyntaxNode, textOf } from "./syntax";

export type Severity = "error" | "warning";

/** A code of a diagnostic, where the sources write one down. */
export interface CodeUse {
  /** The code; where it is put together, with `${}` in the place of what is filled in. */
  readonly code: string;
  /** As far as the place says it. */
  readonly severity?: Severity;
  readonly file: string;
}

const CODE = /^(?:[a-z][a-z0-9]*|\$\{\})(?:-(?:[a-z0-9]+|\$\{\}))+$/;
const IN_BRACKETS = /\[([a-z]+(?:-[a-z]+)+)\]$/;

/** What makers of diagnostics are called, and what they make. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  error: "error",
  refusal: "error",
  refuse: "error",
  unsupported: "error",
  warning: "warning",
  loss: "warning",
};

/**
 * Every code that the sources write down:
 *
 * - the value of a field or constant that is called `code`;
 * - the argument of a function for its parameter `code`;
 * - the element of a list for the `code` that it is taken apart into;
 * - what a message ends in, in square brackets.
 */
export function codeUses(sources: readonly Source[]): readonly CodeUse[] {
  const makers = makersIn(sources);
  return sources.flatMap(({ file, tree }) => {
    const scope = { makers, places: listPlaces(tree), constants: constantsOf(tree) };
    return [...nodesOf(tree)].flatMap((node) =>
      usesAt(node, scope).map(({ code, severity }) => ({
        code,
        ...(severity === undefined ? {} : { severity }),
        file,
      })),
    );
  });
}

/** What the names at a place stand for. */
interface Scope {
  readonly makers: ReadonlyMap<string, ReadonlySet<number>>;
  readonly places: ReadonlySet<number>;
  /** Texts of the file that have a name. */
  readonly constants: ReadonlyMap<string, string>;
}

type Found = { readonly code: string; readonly severity?: Severity | undefined };

function usesAt(node: SyntaxNode, scope: Scope): Found[] {
  switch (node.type) {
    case "ObjectExpression":
      return field(node, "code", scope).map((code) => ({ code, severity: severityOf(node) }));
    case "VariableDeclarator":
      return nameOf(node.id) === "code"
        ? codes([node.init as SyntaxNode | undefined], scope).map((code) => ({ code }))
        : [];
    case "CallExpression": {
      const name = calledName(node) ?? "";
      const given = argumentsOf(node);
      return codes(
        [...(scope.makers.get(name) ?? [])].map((place) => given[place]),
        scope,
      ).map((code) => ({
        code,
        severity: SEVERITIES[name],
      }));
    }
    case "ArrayExpression": {
      const elements = node.elements as readonly ({ readonly expression: SyntaxNode } | undefined)[];
      return codes(
        [...scope.places].map((place) => elements[place]?.expression),
        scope,
      ).map((code) => ({ code }));
    }
    default: {
      const [, code] = IN_BRACKETS.exec(textOf(node) ?? "") ?? [];
      return code === undefined ? [] : [{ code, severity: "error" }];
    }
  }
}

function codes(nodes: readonly (SyntaxNode | undefined)[], { constants }: Scope): readonly string[] {
  return nodes
    .map((node) => textOf(node) ?? constants.get(nameOf(node) ?? ""))
    .filter((text) => text !== undefined && CODE.test(text)) as readonly string[];
}

/** The texts of an object's field of that name. */
function field(object: SyntaxNode, name: string, scope: Scope): readonly string[] {
  const named = (object.properties as readonly SyntaxNode[]).filter(
    (one) => one.type === "KeyValueProperty" && nameOf(one.key) === name,
  );
  return codes(named.map(fieldValueOf), scope);
}

function severityOf(object: SyntaxNode): Severity | undefined {
  const properties = object.properties as readonly SyntaxNode[];
  const severity = properties.find((one) => one.type === "KeyValueProperty" && nameOf(one.key) === "severity");
  const text = severity && textOf(severity.value);
  return text === "error" || text === "warning" ? text : undefined;
}

function fieldValueOf({ value }: SyntaxNode): SyntaxNode | undefined {
  return isNode(value) ? value : undefined;
}

/** Functions and methods with a parameter `code`, by name, and where it stands among the others. */
function makersIn(sources: readonly Source[]): ReadonlyMap<string, ReadonlySet<number>> {
  const makers = new Map<string, Set<number>>();
  for (const { tree } of sources) {
    for (const node of nodesOf(tree)) {
      const [name, params] = signatureOf(node);
      const place = params.findIndex((param) => nameOf(param) === "code");
      if (name === undefined || place < 0) continue;
      makers.set(name, (makers.get(name) ?? new Set()).add(place));
    }
  }
  return makers;
}

function signatureOf(node: SyntaxNode): readonly [name: string | undefined, params: readonly SyntaxNode[]] {
  if (node.type === "FunctionDeclaration") return [nameOf(node.identifier), patterns(node.params)];
  if (node.type === "ClassMethod") {
    const { function: made } = node;
    return [
      nameOf(node.key),
      isNode(made) ? patterns(made.params) : patterns((made as SyntaxNode | undefined)?.params),
    ];
  }
  const { init } = node;
  if (node.type === "VariableDeclarator" && isNode(init) && init.type === "ArrowFunctionExpression") {
    return [nameOf(node.id), patterns(init.params)];
  }
  return [undefined, []];
}

/** Parameters of functions are wrapped, those of arrow functions are not. */
function patterns(params: unknown): readonly SyntaxNode[] {
  return ((params ?? []) as readonly SyntaxNode[]).map((param) => (isNode(param.pat) ? param.pat : param));
}

/** Where `code` stands in the lists that a file takes apart. */
function listPlaces(tree: SyntaxNode): ReadonlySet<number> {
  const places = new Set<number>();
  for (const node of nodesOf(tree)) {
    if (node.type !== "ArrayPattern") continue;
    const place = (node.elements as readonly unknown[]).findIndex((element) => nameOf(element) === "code");
    if (place >= 0) places.add(place);
  }
  return places;
}

function constantsOf(tree: SyntaxNode): ReadonlyMap<string, string> {
  const declared = [...nodesOf(tree)].filter(({ type }) => type === "VariableDeclarator");
  return new Map(declared.map(({ id, init }) => [nameOf(id) ?? "", textOf(init) ?? ""]));
}
