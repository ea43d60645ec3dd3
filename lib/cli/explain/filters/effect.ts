import type { Decision, DecisionRequest } from "../../../routing";
import type { Filter, FilterType } from "../../../topology";

/** What a filter does with a request, as far as the request and the Topology say it. */
export interface FilterEffect {
  readonly type: FilterType;
  /**
   * - `Answers`: the client gets the filter's answer, and no service the request.
   * - `Depends`: that is open: on what was counted before, on another service, or on what was not given.
   * - `Passes`: the request goes on, perhaps changed.
   */
  readonly outcome: "Answers" | "Depends" | "Passes";
  /** What it answers with; where it depends, what it would. */
  readonly status?: number;
  /** Without a full stop, and without what is secret. */
  readonly says: string;
}

/** A request on its way through the filters of the route that it took. */
export interface Passage {
  readonly request: DecisionRequest;
  /** What becomes of it where every filter lets it pass. */
  readonly decision: Decision;
  /** The value of a header field of the request; repeated ones as one. */
  header(name: string): string | undefined;
  /** What an earlier filter has answered with. */
  readonly answered: number | undefined;
}

export type Effect = Omit<FilterEffect, "type">;

/** Says what one kind of filter does. */
export type Describe<F extends Filter> = (filter: F, passage: Passage) => Effect;

export function answers(status: number, says: string): Effect {
  return { outcome: "Answers", status, says };
}

export function depends(says: string, status?: number): Effect {
  return { outcome: "Depends", ...(status === undefined ? {} : { status }), says };
}

export function passes(says: string): Effect {
  return { outcome: "Passes", says };
}

const MOST = 5;

/** A list in words; a long one is cut. */
export function inWords(values: readonly string[], conjunction: "and" | "or"): string {
  const shown = values.length > MOST ? [...values.slice(0, MOST), `${values.length - MOST} more`] : values;
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(", ")} ${conjunction} ${shown.at(-1)}`;
}
