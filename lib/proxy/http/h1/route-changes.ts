import type { Answer, BodyStageFactory, FilterPlan, RoutedRequest } from "../../engine";

/** Whether something of a route looks at its requests: most routes have nothing that does. */
export function hasFilters({ answer, shape, ownAnswer, request, response, mirrors }: FilterPlan): boolean {
  if (answer !== undefined || shape !== undefined || ownAnswer !== undefined) return true;
  return request.length > 0 || response.length > 0 || mirrors.length > 0;
}

/** What a route's filters make of a service's response: its fields, and what its body is to go through. */
export function changeResponse(
  filters: FilterPlan,
  routed: RoutedRequest,
  fields: string[],
  status: number,
): BodyStageFactory | undefined {
  const stage = filters.shape?.(fields, status, routed);
  for (const filter of filters.response) filter(fields);
  return stage;
}

/**
 * What they make of an answer of the proxy's own.
 *
 * @param byFilter whether a filter of the route gave it, so that the route's changes to responses apply to it
 */
export function changeAnswer(filters: FilterPlan, routed: RoutedRequest, answer: Answer, byFilter: boolean): Answer {
  const changed = filters.ownAnswer?.(answer, routed) ?? answer;
  if (!byFilter || filters.response.length === 0) return changed;
  const fields = [...changed.fields];
  for (const filter of filters.response) filter(fields);
  return { ...changed, fields };
}
