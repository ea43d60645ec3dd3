import type { ValueCondition } from "../../../lib/routing";
import type { RequestMirror } from "../../../lib/topology";
import { type HeaderModifier, headerChanges } from "../header-changes";
import type { BackendService, PlannedRoute } from "../routes";

/** A header or query parameter of a match. */
export function valueMatch({ name, value, expression }: ValueCondition): object {
  return expression === undefined
    ? { type: "Exact", name, value }
    : { type: "RegularExpression", name, value: wholly(value) };
}

/** Whether an expression must fit the whole value, the Gateway API leaves to implementations. */
export function wholly(expression: string): string {
  return `^(?:${expression})$`;
}

export function backendRefs({ backends }: PlannedRoute): object[] {
  return backends.map(({ service, weight }) => ({ ...backendRef(service), weight }));
}

export function backendRef({ name, namespace, port }: BackendService): object {
  return { kind: "Service", name, namespace, port };
}

/** A rule takes one filter of each kind. */
export function headerFilters({ requestHeaders, responseHeaders }: PlannedRoute): object[] {
  return [
    ...headerFilter("RequestHeaderModifier", "requestHeaderModifier", requestHeaders),
    ...headerFilter("ResponseHeaderModifier", "responseHeaderModifier", responseHeaders),
  ];
}

function headerFilter(type: string, field: string, modifiers: readonly HeaderModifier[]): object[] {
  if (modifiers.length === 0) return [];
  const changes = [...headerChanges(modifiers)];
  const values = (kind: "set" | "add") =>
    changes.flatMap(([name, change]) => (change.type === kind ? [{ name, value: change.value }] : []));
  const [set, add] = [values("set"), values("add")];
  const remove = changes.flatMap(([name, { type: kind }]) => (kind === "remove" ? [name] : []));
  return [
    {
      type,
      [field]: {
        ...(set.length === 0 ? {} : { set }),
        ...(add.length === 0 ? {} : { add }),
        ...(remove.length === 0 ? {} : { remove }),
      },
    },
  ];
}

export function mirrorFilters({ mirrors }: PlannedRoute): object[] {
  return mirrors.map(mirrorFilter);
}

/** A part of a percent is a fraction, which has whole numbers. */
function mirrorFilter({ backend, percent = 100 }: RequestMirror & { readonly backend: BackendService }): object {
  const decimals = String(percent).split(".")[1]?.length ?? 0;
  const share =
    decimals === 0
      ? { percent }
      : { fraction: { numerator: Math.round(percent * 10 ** decimals), denominator: 100 * 10 ** decimals } };
  return {
    type: "RequestMirror",
    requestMirror: { backendRef: backendRef(backend), ...(percent === 100 ? {} : share) },
  };
}
