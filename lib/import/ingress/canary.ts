import type { RouteMatch } from "../../topology";
import type { NginxAnnotations } from "./annotations";

/** How a canary Ingress takes its share from the Ingress whose hosts and paths it repeats. */
export interface Canary {
  /** Conditions of requests that all go to the canary; an entry is an alternative. */
  readonly matches: readonly Pick<RouteMatch, "headers">[];
  /** Of the others, the share that goes there, in percent. */
  readonly percent: number;
}

export function canaryOf(annotations: NginxAnnotations): Canary | undefined {
  if (!annotations.isOn("canary")) return undefined;
  const header = annotations.get("canary-by-header");
  const cookie = annotations.get("canary-by-cookie");
  const total = Number(annotations.get("canary-weight-total") ?? 100) || 100;
  const weight = Number(annotations.get("canary-weight") ?? 0) || 0;
  return {
    matches: [
      ...(header === undefined
        ? []
        : [
            {
              headers: [
                { type: "Exact" as const, name: header, value: annotations.get("canary-by-header-value") ?? "always" },
              ],
            },
          ]),
      ...(cookie === undefined ? [] : [{ headers: [cookieCondition(cookie)] }]),
    ],
    percent: Math.min(100, Math.max(0, Math.round((weight / total) * 100))),
  };
}

/** The controller sends those on whose cookie says `always`. */
function cookieCondition(name: string) {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return { type: "RegularExpression", name: "cookie", value: `(?:.*;\\s*)?${escaped}=always(?:\\s*;.*)?` } as const;
}
