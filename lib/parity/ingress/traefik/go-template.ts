import type { GroupOf } from "../../regular-expression";

/**
 * Fills a replacement in as Go does (regexp, `Expand`): `$name` takes the longest name of letters, digits and `_`,
 * `${name}` ends it, `$$` is a dollar sign.
 */
export function expandGo(template: string, groupOf: GroupOf): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
    const name = braced ?? plain;
    if (name === undefined) return whole === "$$" ? "$" : whole;
    return groupOf(/^[0-9]+$/.test(name) ? Number(name) : name);
  });
}
