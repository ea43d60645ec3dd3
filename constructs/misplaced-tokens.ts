import type { Diagnostic, Topology } from "../lib/topology";
import { Token } from "./cdktf";
import { fieldPath, holdsUnknown, isListMark, isMapMark, isUnknown } from "./unknown-values";

/** Tokens where no platform can take one: in names, which others refer to, and in pieces of an unknown list or map. */
export function findMisplacedTokens(topology: Topology): readonly Diagnostic[] {
  if (!holdsUnknown(topology)) return [];
  return [...tokensInNames(topology), ...piecesOfTokens(topology, "", false)];
}

function tokensInNames({ edges = [], routers = [], services = [] }: Topology): readonly Diagnostic[] {
  const names: [path: string, value: unknown][] = [];
  for (const [list, tiers] of Object.entries({ edges, routers, services })) {
    for (const [index, tier] of tiers.entries()) names.push([`${list}[${index}].name`, tier.name]);
  }
  for (const [e, edge] of edges.entries()) {
    for (const [l, listener] of edge.listeners.entries()) {
      const certificates = "certificates" in listener ? (listener.certificates ?? []) : [];
      const path = `edges[${e}].listeners[${l}].certificates`;
      for (const [index, certificate] of certificates.entries()) names.push([`${path}[${index}]`, certificate]);
    }
  }
  return names
    .filter(([, value]) => isUnknown(value))
    .map(([path]) => ({
      code: "token-in-name",
      severity: "error",
      path,
      message: "a name that only Terraform will know cannot be referred to",
      remedy: "write the name itself",
    }));
}

/** @param whole - whether the value is all that its list holds */
function piecesOfTokens(value: unknown, path: string, whole: boolean): readonly Diagnostic[] {
  if (typeof value === "string") {
    if (isMapMark(value)) {
      return [piece(path, "a map", "write its entries one by one, each value as Fn.lookup(map, key)")];
    }
    return isListMark(value) && !whole
      ? [piece(path, "a list", "write its elements one by one, each as Fn.element(list, index)")]
      : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => piecesOfTokens(element, `${path}[${index}]`, value.length === 1));
  }
  if (typeof value !== "object" || value === null || Token.isUnresolved(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => piecesOfTokens(field, fieldPath(path, name), false));
}

function piece(path: string, what: string, remedy: string): Diagnostic {
  const message = `${what} that only Terraform will know cannot be taken apart here`;
  return { code: "token-taken-apart", severity: "error", path, message, remedy };
}
