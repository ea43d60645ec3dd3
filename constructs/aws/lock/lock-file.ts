import { type LockedPriorities, type LockedRule, PRIORITIES } from "../priorities";

/** What a lock file says: priorities by the construct path of their listener. */
export type LockDocument = ReadonlyMap<string, LockedPriorities>;

const VERSION = 1;
const ABOUT =
  "Priorities of listener rules. Portico keeps this file, so that no rule changes its priority when others come and go. Commit it.";

/**
 * Reads a lock file.
 *
 * @throws SyntaxError with the reason where the text is not one
 */
export function parseLock(text: string): LockDocument {
  if (/^(?:<{7}|={7}|>{7})/m.test(text)) throw new SyntaxError("it holds a merge conflict");
  const document = record(parseJson(text), "the file");
  if (document.version !== VERSION) {
    throw new SyntaxError(`its version is ${JSON.stringify(document.version)}, and this Portico reads ${VERSION}`);
  }
  const listeners = Object.entries(record(document.listeners ?? {}, "listeners"));
  return new Map(listeners.map(([path, value]) => [path, readListener(record(value, path), path)]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError("it is not JSON");
  }
}

function readListener(listener: Readonly<Record<string, unknown>>, path: string): LockedPriorities {
  const rules = Object.entries(record(listener.rules ?? {}, `rules of ${path}`));
  const retired = listener.retired ?? [];
  if (!Array.isArray(retired)) throw new SyntaxError(`retired of ${path} is not a list`);
  const { listener: name } = listener;
  if (name !== undefined && typeof name !== "string") throw new SyntaxError(`listener of ${path} is not a text`);
  return {
    ...(name === undefined ? {} : { listener: name }),
    rules: new Map(rules.map(([id, value]) => [id, readRule(record(value, id), id)])),
    retired: retired.map((value) => readPriority(value, `retired of ${path}`)),
  };
}

function readRule(rule: Readonly<Record<string, unknown>>, id: string): LockedRule {
  const { priority, specificity, reach } = rule;
  if (typeof specificity !== "string") throw new SyntaxError(`specificity of ${id} is not a text`);
  if (reach === undefined) return { priority: readPriority(priority, id), specificity };
  if (typeof reach !== "string") throw new SyntaxError(`reach of ${id} is not a text`);
  return { priority: readPriority(priority, id), specificity, reach };
}

function readPriority(value: unknown, where: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= PRIORITIES.first && value <= PRIORITIES.last) {
    return value;
  }
  throw new SyntaxError(
    `${JSON.stringify(value)} in ${where} is no priority from ${PRIORITIES.first} to ${PRIORITIES.last}`,
  );
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new SyntaxError(`${where} is not an object`);
}

/** The text of a lock file: sorted, with a line for each rule, so that a change of one rule is a change of one line. */
export function formatLock(document: LockDocument): string {
  const listeners = [...document]
    .sort(byKey)
    .map(([path, priorities]) => `    ${JSON.stringify(path)}: ${formatListener(priorities)}`);
  const body = listeners.length === 0 ? "{}" : `{\n${listeners.join(",\n")}\n  }`;
  return `{\n  "about": ${JSON.stringify(ABOUT)},\n  "version": ${VERSION},\n  "listeners": ${body}\n}\n`;
}

function formatListener({ listener, rules, retired }: LockedPriorities): string {
  const lines = [...rules].sort(byKey).map(([id, rule]) => `        ${JSON.stringify(id)}: ${formatRule(rule)}`);
  const formatted = lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n      }`;
  const name = listener === undefined ? "" : `\n      "listener": ${JSON.stringify(listener)},`;
  return `{${name}\n      "rules": ${formatted},\n      "retired": [${retired.join(", ")}]\n    }`;
}

function formatRule({ priority, specificity, reach }: LockedRule): string {
  const fields = Object.entries({ priority, specificity, reach }).filter(([, value]) => value !== undefined);
  return `{ ${fields.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(", ")} }`;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
