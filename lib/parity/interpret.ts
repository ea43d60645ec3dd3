import { isDeepStrictEqual } from "node:util";
import type { Decision, DecisionRequest } from "../routing";
import { readAlbs } from "./alb";
import { readGateways } from "./gateway";
import { readIngressControllers } from "./ingress";
import { readProxies } from "./self-hosted";
import type { Explanation, Target } from "./target";
import { TerraformDocument } from "./terraform";

/** Finds the targets of one kind in a document. */
type TargetReader = (document: TerraformDocument) => readonly Target[];

/** One reader a kind of target: a further kind is a folder and a line here. */
const READERS: readonly TargetReader[] = [readAlbs, readIngressControllers, readGateways, readProxies];

/**
 * The targets in a synthesized `cdk.tf.json`, or in what `Testing.synth` gives: each decides as its own documentation
 * says it would, from this output alone.
 *
 * @param output the file's text, or what it parses to
 * @returns none where the output holds nothing that takes HTTP
 * @throws SyntaxError where the output is not JSON, or holds what a target could not read
 */
export function readTargets(output: string | object): readonly Target[] {
  const document = new TerraformDocument(output);
  return READERS.flatMap((read) => read(document));
}

/** A target of an output, and what it makes of a request. */
export interface TargetExplanation extends Explanation {
  readonly target: Target;
  /** Readings of the same target that decide otherwise, where its documentation leaves something open. */
  readonly otherwise: readonly ReadingDecision[];
}

/** What one reading of a target decides. */
export interface ReadingDecision {
  /** {@link Target.name} of the reading. */
  readonly reading: string;
  readonly decision: Decision;
}

/**
 * What each target of a synthesized output makes of a request, and how it comes to that.
 *
 * @throws SyntaxError as {@link readTargets} does
 * @throws RangeError where {@link DecisionRequest.listener} names none
 */
export function explainOutput(output: string | object, request: DecisionRequest): readonly TargetExplanation[] {
  return readTargets(output).map((target) => {
    const explanation = target.explain(request);
    const otherwise = target.otherReadings
      .map((reading) => ({ reading: reading.name, decision: reading.decide(request) }))
      .filter(({ decision }) => !isSameDecision(decision, explanation.decision));
    return { target, ...explanation, otherwise };
  });
}

/** Whether two decisions do the same, for whatever reason. */
export function isSameDecision({ reason: _, ...one }: Decision, { reason: __, ...other }: Decision): boolean {
  return isDeepStrictEqual(one, other);
}
