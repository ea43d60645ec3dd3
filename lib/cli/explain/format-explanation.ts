import type { ReadingDecision } from "../../parity";
import type { Decision, DecisionRequest } from "../../routing";
import type { RequestExplanation } from "./explain-request";
import type { FilterEffect } from "./filters";

/**
 * One object for `--json`. Where a stack holds several targets, the first with a listener for the request decides.
 * What is not known is `null`, never left out.
 */
export function formatJson(explanations: readonly RequestExplanation[]): string {
  const chosen = explanations.find(({ decision }) => decision.listener !== null) ?? explanations[0];
  const { decision, filters = [], passed, target, otherwise = [] } = chosen ?? {};
  const document = {
    ...decision,
    ...(filters.length === 0 ? {} : { filters }),
    ...(passed === undefined ? {} : { passed }),
    ...(target === undefined ? {} : { target }),
    ...(otherwise.length === 0
      ? {}
      : { otherwise: otherwise.map((other) => ({ reading: other.reading, ...other.decision })) }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** For people: what is decided, then what came close. */
export function formatExplanation(
  { method, url }: DecisionRequest,
  explanations: readonly RequestExplanation[],
): string {
  const blocks = explanations.map(({ target, decision, filters, passed, trace, otherwise }) => {
    const heading = target === undefined ? [] : [target];
    const close = trace.length === 0 ? [] : ["", target === undefined ? "Came close:" : "Rules, in the order tried:"];
    return [
      ...heading,
      ...facts(decision),
      ...filterFacts(filters),
      ...(passed === undefined ? [] : ["", "Once it passes:", ...facts(passed)]),
      ...otherwise.flatMap(otherFacts),
      ...close,
      ...trace.map((line) => `  ${line}`),
    ].join("\n");
  });
  return `${method} ${url}\n${blocks.join("\n\n")}\n`;
}

function filterFacts(filters: readonly FilterEffect[]): readonly string[] {
  return filters.map(({ type, says }, index) => `  ${(index === 0 ? "filters" : "").padEnd(9)} ${type}: ${says}`);
}

/** A decision that the target's documentation allows as well. */
function otherFacts({ reading, decision }: ReadingDecision): readonly string[] {
  return ["", `Otherwise decided by ${reading}:`, ...facts(decision)];
}

function facts(decision: Decision): readonly string[] {
  const { listener, router, route, service, status, reason, path, host, location, response, matchIndex, note } =
    decision;
  const shares = decision.backends ?? [];
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  const rows: [string, string | null][] = [
    ["listener", listener],
    ["note", note ?? null],
    ["router", router],
    ["route", route === null || matchIndex === undefined ? route : `${route}, match ${matchIndex + 1}`],
    ["service", shares.length > 1 ? shares.map((share) => shareText(share, total)).join(", ") : service],
    ["answer", status === null ? null : `${status}${reason === undefined ? "" : `: ${reason}`}`],
    ["", listener === null && status === null ? (reason ?? null) : null],
    ["location", location ?? null],
    ["body", response === undefined ? null : JSON.stringify(response.body)],
    ["path", path],
    ["host", host],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(9)} ${value}`]));
}

function shareText({ service, weight }: { service: string; weight: number }, total: number): string {
  return total === 0 ? service : `${service} ${Math.round((weight / total) * 1000) / 10}%`;
}
