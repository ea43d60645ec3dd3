/** A place in a document: field names and indices, from the whole inwards. */
export type Location = readonly (string | number)[];

const PLAIN = /^[A-Za-z_$][\w$-]*$/;

/** Writes a place as a JSON path: `routers[0].routes[2]`; a field whose name is no plain word as `["a b"]`. */
export function formatLocation(location: Location): string {
  let path = "";
  for (const step of location) {
    if (typeof step === "number") path += `[${step}]`;
    else if (!PLAIN.test(step)) path += `[${JSON.stringify(step)}]`;
    else path += path === "" ? step : `.${step}`;
  }
  return path;
}

/** The value of a field or element, where the document has one of its own. */
export function childOf(value: unknown, step: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string | number, unknown>)[step];
}
