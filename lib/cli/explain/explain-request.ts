import { isIP } from "node:net";
import { describeStep, explainOutput, type ReadingDecision } from "../../parity";
import { compileMatcher, type Decision, type DecisionRequest, decide, describeNearMiss } from "../../routing";
import { CliError } from "../cli-error";
import type { Io } from "../io";
import { topologyOf } from "../load-topology";
import { checkDepth, type Document } from "../read-document";
import { throughFilters } from "./explain-filters";
import type { FilterEffect } from "./filters";

/** What one target makes of a request. */
export interface RequestExplanation {
  /** Names the target; absent for a Topology. */
  readonly target?: string;
  readonly decision: Decision;
  /** What the filters of the route do, where the target is the proxy. */
  readonly filters: readonly FilterEffect[];
  /** What becomes of the request once it passes the filter that answers it now. */
  readonly passed?: Decision;
  /** A line for each route or rule that is worth knowing of. */
  readonly trace: readonly string[];
  /** What others may read the target's output as with as much right, where that decides otherwise. */
  readonly otherwise: readonly ReadingDecision[];
}

const NEAR_MISSES = 5;

/**
 * What happens to a request under a Topology, or under each target of a synthesized stack.
 *
 * @throws CliError where the document is neither, or the request cannot be one
 */
export function explainRequest(document: Document, request: DecisionRequest, io: Io): readonly RequestExplanation[] {
  checkRequest(request);
  try {
    return isSynthesized(document) ? explainStack(document, request) : [explainTopology(document, request, io)];
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw new CliError(2, [error.message]);
    throw error;
  }
}

function explainTopology(document: Document, request: DecisionRequest, io: Io): RequestExplanation {
  const topology = topologyOf(document, io);
  const { trace = [], ...decision } = decide(topology, request, {
    createMatcher: compileMatcher,
    traceLimit: NEAR_MISSES,
  });
  return { ...throughFilters(topology, request, decision), trace: trace.map(describeNearMiss), otherwise: [] };
}

function explainStack({ name, text }: Document, request: DecisionRequest): readonly RequestExplanation[] {
  const explanations = explainOutput(text, request);
  if (explanations.length === 0) throw new CliError(2, [`${name} holds nothing that takes HTTP`]);
  return explanations.map(({ target, decision, steps, otherwise }) => ({
    target: target.name,
    ...(target.topology === undefined ? { decision, filters: [] } : throughFilters(target.topology, request, decision)),
    trace: steps.map(describeStep),
    otherwise,
  }));
}

/** A synthesized stack has `resource`, `terraform` or `provider` at its top, a Topology its `version`. */
function isSynthesized({ name, text }: Document): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof value !== "object" || value === null || "version" in value) return false;
  if (!["resource", "terraform", "provider", "//"].some((key) => key in value)) return false;
  checkDepth(name, value);
  return true;
}

function checkRequest({ url, sourceIp }: DecisionRequest): void {
  const problems: string[] = [];
  if (!url.startsWith("/") && !/^https?:\/\/[^/?#]/i.test(url)) {
    problems.push(`URL "${url}": an http or https URL is needed, or a path that begins with /`);
  }
  if (sourceIp !== undefined && isIP(sourceIp) === 0) problems.push(`--source-ip "${sourceIp}" is not an IP address`);
  if (problems.length > 0) throw new CliError(2, problems);
}
