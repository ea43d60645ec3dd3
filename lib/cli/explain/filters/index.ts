import type { Decision, DecisionRequest } from "../../../routing";
import type { Filter, FilterType, Route } from "../../../topology";
import { basicAuth, forwardAuth, ipAccess, maxBodySize, rateLimit } from "./access";
import { extensionRef, fixedResponse, headerModifier, requestMirror, requestRedirect, urlRewrite } from "./action";
import type { Describe, FilterEffect, Passage } from "./effect";
import { compression, cors, errorPages } from "./response";

export type { FilterEffect } from "./effect";

type Descriptions = { readonly [Type in FilterType]: Describe<Extract<Filter, { readonly type: Type }>> };

/** In the order in which the proxy's filters take effect, which is not that of the route (docs/proxy.md, Filters). */
const DESCRIPTIONS: Descriptions = {
  ExtensionRef: extensionRef,
  IPAccess: ipAccess,
  RateLimit: rateLimit,
  CORS: cors,
  MaxBodySize: maxBodySize,
  BasicAuth: basicAuth,
  ForwardAuth: forwardAuth,
  RequestRedirect: requestRedirect,
  FixedResponse: fixedResponse,
  URLRewrite: urlRewrite,
  RequestHeaderModifier: headerModifier,
  RequestMirror: requestMirror,
  ErrorPages: errorPages,
  Compression: compression,
  ResponseHeaderModifier: headerModifier,
};

const ORDER = Object.keys(DESCRIPTIONS) as readonly FilterType[];

/** Those that shape an answer of the proxy's own, too. */
const SHAPING: readonly FilterType[] = ["CORS", "ErrorPages", "ResponseHeaderModifier"];

/**
 * What the filters of a route do with a request, in the order in which they take effect; what comes behind an answer is
 * left out. Nothing is asked, counted or checked for it.
 *
 * @param decision - what becomes of the request where every filter lets it pass
 */
export function filterEffects(
  { filters = [] }: Route,
  request: DecisionRequest,
  decision: Decision,
): readonly FilterEffect[] {
  const effects: FilterEffect[] = [];
  let answered: number | undefined;
  for (const filter of filters.toSorted((one, other) => ORDER.indexOf(one.type) - ORDER.indexOf(other.type))) {
    if (answered !== undefined && !SHAPING.includes(filter.type)) continue;
    const passage = { request, decision, answered, header: (name: string) => headerOf(request, name) };
    const effect = describe(filter, passage);
    effects.push({ type: filter.type, ...effect });
    if (effect.outcome === "Answers") answered ??= effect.status;
  }
  return effects;
}

function describe<F extends Filter>(filter: F, passage: Passage) {
  return (DESCRIPTIONS[filter.type] as Describe<Filter>)(filter, passage);
}

function headerOf({ headers = [] }: DecisionRequest, name: string): string | undefined {
  const values = headers.filter(([field]) => field.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(name.toLowerCase() === "cookie" ? "; " : ", ");
}
