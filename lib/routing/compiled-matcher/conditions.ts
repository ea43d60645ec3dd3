import type { MatchEntry, ValueCondition } from "../match-entry";
import { queryParameter } from "../query-parameter";
import type { RouteRequest } from "../route-request";
import { SourceRanges } from "./source-ranges";

/** What a match asks for beside host and path. */
export class Conditions {
  readonly #method: string | undefined;
  readonly #headers: readonly ValueCondition[];
  readonly #queryParams: readonly ValueCondition[];
  readonly #sourceRanges: SourceRanges | undefined;

  /** `undefined` where the entry asks for nothing, so that the common case costs one comparison. */
  static of(entry: MatchEntry): Conditions | undefined {
    const { method, headers, queryParams, sourceRanges } = entry;
    const none = method === undefined && headers.length === 0 && queryParams.length === 0 && sourceRanges.length === 0;
    return none ? undefined : new Conditions(entry);
  }

  private constructor({ method, headers, queryParams, sourceRanges }: MatchEntry) {
    this.#method = method;
    this.#headers = headers;
    this.#queryParams = queryParams;
    this.#sourceRanges = sourceRanges.length === 0 ? undefined : new SourceRanges(sourceRanges);
  }

  met(request: RouteRequest): boolean {
    if (this.#method !== undefined && this.#method !== request.method) return false;
    for (const condition of this.#headers) {
      if (!valueMet(condition, request.header(condition.name))) return false;
    }
    for (const condition of this.#queryParams) {
      if (request.query === "" || !valueMet(condition, queryParameter(request.query, condition.name))) return false;
    }
    return this.#sourceRanges === undefined || this.#sourceRanges.includes(request.sourceAddress);
  }
}

function valueMet({ value, expression }: ValueCondition, has: string | undefined): boolean {
  if (has === undefined) return false;
  return expression === undefined ? has === value : expression.matches(has);
}
