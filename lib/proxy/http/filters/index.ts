import type { Filter } from "../../../topology";
import type { FilterPlan } from "../../engine";
import { compileExtensionRef } from "./extension-ref";
import type { FilterCompiler, FilterCompilers, FilterContext, FilterParts } from "./filter-compiler";
import { compileFixedResponse } from "./fixed-response";
import { compileRequestHeaderModifier } from "./request-header-modifier";
import { compileRequestMirror } from "./request-mirror";
import { compileRequestRedirect } from "./request-redirect";
import { compileResponseHeaderModifier } from "./response-header-modifier";
import { compileUrlRewrite } from "./url-rewrite";

export type { FilterContext } from "./filter-compiler";

const COMPILERS: FilterCompilers = {
  RequestHeaderModifier: compileRequestHeaderModifier,
  ResponseHeaderModifier: compileResponseHeaderModifier,
  URLRewrite: compileUrlRewrite,
  RequestRedirect: compileRequestRedirect,
  RequestMirror: compileRequestMirror,
  FixedResponse: compileFixedResponse,
  ExtensionRef: compileExtensionRef,
};

const NONE: FilterPlan = { answer: undefined, request: [], response: [], mirrors: [] };

/** What a route's filters do, sorted by when. Of several that answer, the first decides. */
export function compileFilters(filters: readonly Filter[] | undefined, context: FilterContext): FilterPlan {
  if (filters === undefined || filters.length === 0) return NONE;
  const parts = filters.map((filter) => compileFilter(filter, context));
  return {
    answer: parts.find((part) => part.answer !== undefined)?.answer,
    request: present(parts.map((part) => part.request)),
    response: present(parts.map((part) => part.response)),
    mirrors: present(parts.map((part) => part.mirror)),
  };
}

function compileFilter<F extends Filter>(filter: F, context: FilterContext): FilterParts {
  const compile = COMPILERS[filter.type] as FilterCompiler<Filter>;
  return compile(filter, context);
}

function present<T>(values: readonly (T | undefined)[]): readonly T[] {
  return values.filter((value): value is T => value !== undefined);
}
