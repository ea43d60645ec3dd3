import type { Filter, FilterType } from "../../../topology";
import type {
  AnswerFilter,
  MirrorPlan,
  OwnAnswerFilter,
  RequestFilter,
  ResponseFilter,
  ResponseShaper,
  ServiceRuntime,
} from "../../engine";

/** What one filter adds to its route's plan; the engine's `FilterPlan` says what each part is. */
export interface FilterParts {
  readonly answer?: AnswerFilter;
  readonly request?: RequestFilter;
  readonly response?: ResponseFilter;
  readonly shape?: ResponseShaper;
  readonly ownAnswer?: OwnAnswerFilter;
  readonly mirror?: MirrorPlan;
  readonly maxRequestBody?: number;
}

/** What filters may refer to. */
export interface FilterContext {
  service(name: string): ServiceRuntime | undefined;
  /** What a file holds that the filter names, as it was when the configuration was read. */
  file(name: string): string;
  /**
   * What the filter remembers of requests: that of the configuration before, where the filter is the same.
   *
   * @param basis what it depends on beside the filter's own fields
   */
  state<State>(basis: string, make: () => State): State;
}

/** Prepares a filter once, so that little is left to do for each request. */
export type FilterCompiler<F extends Filter> = (filter: F, context: FilterContext) => FilterParts;

/** One compiler for each type of filter. */
export type FilterCompilers = { readonly [T in FilterType]: FilterCompiler<Extract<Filter, { type: T }>> };
