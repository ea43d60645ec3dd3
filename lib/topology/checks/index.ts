import { backends } from "./backends";
import type { Check } from "./check";
import { durations } from "./durations";
import { filterCombinations } from "./filter-combinations";
import { filterPolicies } from "./filter-policies";
import { filterValues } from "./filter-values";
import { hostnameSyntax, routeHostnames } from "./hostnames";
import { listenerLimits } from "./listener-limits";
import { listenerSockets } from "./listener-sockets";
import { members } from "./members";
import { paths } from "./paths";
import { references } from "./references";
import { regularExpressions } from "./regular-expressions";
import { serviceLimits } from "./service-limits";
import { servicePolicies } from "./service-policies";
import { serviceProtocols } from "./service-protocols";
import { sourceRanges } from "./source-ranges";
import { tlsListeners } from "./tls-listeners";
import { uniqueNames } from "./unique-names";

export { type Check, Report, Subject } from "./check";
export { socketsAcrossEdges } from "./listener-sockets";

/** All rules beyond the schema. A new one is a file of its own and a line here. */
export const checks: readonly Check[] = [
  uniqueNames,
  references,
  listenerSockets,
  listenerLimits,
  tlsListeners,
  serviceProtocols,
  hostnameSyntax,
  routeHostnames,
  paths,
  regularExpressions,
  sourceRanges,
  filterCombinations,
  filterValues,
  filterPolicies,
  backends,
  durations,
  servicePolicies,
  serviceLimits,
  members,
];
