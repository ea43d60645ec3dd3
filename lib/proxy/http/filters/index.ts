import type { Filter, FilterType } from "../../../topology";
import type { FilterPlan } from "../../engine";
import { compileBasicAuth } from "./basic-auth";
import { answerInTurn, changeAnswerInTurn, shapeInTurn } from "./combined";
import { compileCompression } from "./compression";
import { compileCors } from "./cors";
import { compileErrorPages } from "./error-pages";
import { compileExtensionRef } from "./extension-ref";
import type { FilterCompiler, FilterCompilers, FilterContext, FilterParts } from "./filter-compiler";
import { compileFixedResponse } from "./fixed-response";
import { compileForwardAuth } from "./forward-auth";
import { compileIpAccess } from "./ip-access";
import { compileMaxBodySize } from "./max-body-size";
import { compileRateLimit } from "./rate-limit";
import { compileRequestHeaderModifier } from "./request-header-modifier";
import { compileRequestMirror } from "./request-mirror";
import { compileRequestRedirect } from "./request-redirect";
import { compileResponseHeaderModifier } from "./response-header-modifier";
import { compileUrlRewrite } from "./url-rewrite";

export type { FilterContext } from "./filter-compiler";
export { KeptStates, NextStates } from "./kept-states";

/**
 * The filters of a route take effect in the order of these lines, whatever their order in the route: who must not come
 * in is turned away before anything is done for him, and a preflight request is answered before a password is asked for,
 * since it never has one.
 */
const COMPILERS: FilterCompilers = {
  ExtensionRef: compileExtensionRef,
  IPAccess: compileIpAccess,
  RateLimit: compileRateLimit,
  CORS: compileCors,
  MaxBodySize: compileMaxBodySize,
  BasicAuth: compileBasicAuth,
  ForwardAuth: compileForwardAuth,
  RequestRedirect: compileRequestRedirect,
  FixedResponse: compileFixedResponse,
  URLRewrite: compileUrlRewrite,
  RequestHeaderModifier: compileRequestHeaderModifier,
  RequestMirror: compileRequestMirror,
  ErrorPages: compileErrorPages,
  Compression: compileCompression,
  ResponseHeaderModifier: compileResponseHeaderModifier,
};

const ORDER = new Map(Object.keys(COMPILERS).map((type, index) => [type as FilterType, index]));

const NONE: FilterPlan = {
  answer: undefined,
  request: [],
  response: [],
  shape: undefined,
  ownAnswer: undefined,
  mirrors: [],
  maxRequestBody: Number.POSITIVE_INFINITY,
};

/** What a route's filters do, sorted by when. */
export function compileFilters(filters: readonly Filter[] | undefined, context: FilterContext): FilterPlan {
  if (filters === undefined || filters.length === 0) return NONE;
  const ordered = filters.toSorted((a, b) => (ORDER.get(a.type) ?? 0) - (ORDER.get(b.type) ?? 0));
  const parts = ordered.map((filter) => compileFilter(filter, context));
  return {
    answer: answerInTurn(present(parts.map((part) => part.answer))),
    request: present(parts.map((part) => part.request)),
    response: present(parts.map((part) => part.response)),
    shape: shapeInTurn(present(parts.map((part) => part.shape))),
    ownAnswer: changeAnswerInTurn(present(parts.map((part) => part.ownAnswer))),
    mirrors: present(parts.map((part) => part.mirror)),
    maxRequestBody: Math.min(...present(parts.map((part) => part.maxRequestBody))),
  };
}

function compileFilter<F extends Filter>(filter: F, context: FilterContext): FilterParts {
  const compile = COMPILERS[filter.type] as FilterCompiler<Filter>;
  const state: FilterContext["state"] = (basis, make) => context.state(`${JSON.stringify(filter)} ${basis}`, make);
  return compile(filter, { ...context, state });
}

function present<T>(values: readonly (T | undefined)[]): readonly T[] {
  return values.filter((value): value is T => value !== undefined);
}
