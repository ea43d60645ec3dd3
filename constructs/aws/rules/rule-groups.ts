import type { Findings } from "../findings";
import { type ChunkSizes, chunkSizes, type NonEmpty, pieces } from "./chunks";
import { LEFT_OUT } from "./header-condition";
import { RULE_LIMITS } from "./limits";
import type { MatchForm } from "./match-form";
import type { Pattern } from "./pattern";
import type { PathReach, Reach } from "./reach";
import { RuleIds } from "./rule-id";
import type { Patterns, RuleConditions, RuleEffect, RuleSpec } from "./rule-spec";
import type { HostClass, Specificity } from "./specificity";

/** A hostname of a route, prepared for `host-header`. */
export interface HostForm {
  /** `undefined` where it is a token. */
  readonly hostname: string | undefined;
  readonly pattern: Pattern;
  readonly class: HostClass;
}

type EffectiveMatch = MatchForm & { readonly effect: RuleEffect };

/** Hosts and matches of one route that are as specific as each other and lead to the same: they can share rules. */
interface Group {
  readonly hosts: readonly HostForm[];
  readonly matches: NonEmpty<EffectiveMatch>;
  readonly specificity: Specificity;
}

const EVERY_PATH: Patterns = { values: ["/*"] };

/**
 * Puts a route's matches at its hostnames into rules. Those that are equally specific share rules, as many as five
 * values allow: nothing of another route can have its place between them. The order of the rules is that of the
 * hostnames, then of the matches.
 *
 * @param hosts - `undefined` is every host
 */
export function groupRules(
  route: string,
  routeIndex: number,
  router: string,
  hosts: readonly HostForm[] | undefined,
  matches: readonly EffectiveMatch[],
  isToken: (value: unknown) => boolean,
  findings: Findings,
): readonly RuleSpec[] {
  const ids = new RuleIds(route);
  return groups(hosts, matches).flatMap((group) => {
    const parts = chunks(group);
    if (parts === undefined) {
      reportTooMany(group, findings);
      return [];
    }
    return parts.map((part): RuleSpec => {
      const [first] = part.matches;
      return {
        id: ids.next(contentOf(part, first, isToken)),
        router,
        route,
        conditions: conditionsOf(part, first),
        ...first.effect,
        specificity: group.specificity,
        place: { routeIndex, matchIndex: first.matchIndex },
        reach: reachOf(part, first),
      };
    });
  });
}

function groups(hosts: readonly HostForm[] | undefined, matches: readonly EffectiveMatch[]): readonly Group[] {
  const result: Group[] = [];
  for (const together of hosts === undefined ? [[]] : partition(hosts, (host) => [host.class, host.pattern.form])) {
    for (const alike of partition(matches, matchKey)) {
      const [first] = alike;
      result.push({
        hosts: together,
        matches: alike,
        specificity: {
          host: together[0]?.class ?? { type: "every" },
          path: first.path.class,
          method: first.method !== undefined,
          headers: first.headers.length,
          queryParams: first.queryStrings.length,
          sourceRanges: first.sourceIps.length > 0,
        },
      });
    }
  }
  return result;
}

/** Matches share rules where they differ in the path alone. */
function matchKey({ path, headers, queryStrings, method, sourceIps, effect }: EffectiveMatch): readonly unknown[] {
  return [
    path.class,
    path.pattern?.form,
    path.pattern?.values.length,
    headers,
    queryStrings,
    method,
    sourceIps,
    effect,
  ];
}

function partition<T>(list: readonly T[], keyOf: (entry: T) => readonly unknown[]): readonly NonEmpty<T>[] {
  const [only, ...more] = list;
  if (only !== undefined && more.length === 0) return [[only]];
  const parts = new Map<string, [T, ...T[]]>();
  for (const entry of list) {
    const key = JSON.stringify(keyOf(entry));
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [entry]);
    else part.push(entry);
  }
  return [...parts.values()];
}

interface Part {
  readonly hosts: readonly HostForm[] | undefined;
  readonly matches: NonEmpty<EffectiveMatch>;
  readonly sourceIps: readonly string[] | undefined;
  /** Whether paths are in the form that takes the fewest values. */
  readonly compact: boolean;
}

/** @returns `undefined` where the conditions of one match take more values than a rule has */
function chunks({ hosts, matches }: Group): readonly Part[] | undefined {
  const [first] = matches;
  const spent = first.headers.length + first.queryStrings.length + (first.method === undefined ? 0 : 1);
  const sizesFor = (pathCost: number): ChunkSizes | undefined =>
    chunkSizes(
      [
        { length: hosts.length, cost: 1 },
        { length: pathCost === 0 ? 0 : matches.length, cost: pathCost },
        { length: first.sourceIps.length, cost: 1 },
      ],
      spent,
    );
  const plainCost = first.path.pattern?.values.length ?? 0;
  const plain = sizesFor(plainCost);
  const canCompact = plainCost > 1 && matches.every(({ path }) => path.compact !== undefined);
  const sizes = plain ?? (canCompact ? sizesFor(1) : undefined);
  if (sizes === undefined) return undefined;
  const [hostSize = 0, pathSize = 0, sourceSize = 0] = sizes;
  return pieces(hosts, hostSize).flatMap((someHosts) =>
    // Matches without a path condition are all the same.
    pieces(matches, pathSize).flatMap((someMatches: NonEmpty<EffectiveMatch> = [first]) =>
      pieces(first.sourceIps, sourceSize).map((sourceIps) => ({
        hosts: someHosts,
        matches: someMatches,
        sourceIps,
        compact: plain === undefined,
      })),
    ),
  );
}

function reportTooMany({ hosts, matches }: Group, findings: Findings): void {
  const [first] = matches;
  findings.error(
    "alb-condition-values",
    `matches[${first.matchIndex}]`,
    `a load balancer compares ${RULE_LIMITS.conditionValues} values in a rule, and this match${hosts.length > 0 ? " at one hostname" : ""} needs more`,
    `match by fewer conditions; ${LEFT_OUT}`,
  );
}

function conditionsOf({ hosts, matches, sourceIps, compact }: Part, first: EffectiveMatch): RuleConditions {
  const host = merged(hosts?.map(({ pattern }) => pattern) ?? []);
  const path = merged(matches.flatMap(({ path: form }) => (compact ? form.compact : form.pattern) ?? []));
  const { headers, queryStrings, method } = first;
  const unconditional =
    host === undefined && headers.length + queryStrings.length === 0 && method === undefined && sourceIps === undefined;
  return {
    ...(host === undefined ? {} : { host }),
    ...(path === undefined ? (unconditional ? { path: EVERY_PATH } : {}) : { path }),
    headers,
    ...(method === undefined ? {} : { method }),
    queryStrings,
    ...(sourceIps === undefined ? {} : { sourceIps }),
  };
}

/** All of one form, which is how they were grouped. */
function merged(patterns: readonly Pattern[]): Patterns | undefined {
  const [first] = patterns;
  if (first === undefined) return undefined;
  const values = [...new Set(patterns.flatMap((pattern) => pattern.values))];
  return first.form === "values" ? { values } : { regexValues: values };
}

/** What tells a rule from the others of its route: its first host, path and source range, and its other conditions. */
function contentOf(
  { hosts, sourceIps }: Part,
  first: EffectiveMatch,
  isToken: (value: unknown) => boolean,
): readonly unknown[] {
  const known = (value: unknown): unknown => (isToken(value) ? null : value);
  const named = (text: { readonly name: string; readonly value: string }) => [text.name, known(text.value)];
  const { path, headers, queryParams, method } = first.match;
  return [
    hosts?.[0]?.hostname ?? null,
    path === undefined ? null : [path.type, known(path.value)],
    headers?.map(named) ?? null,
    queryParams?.map(named) ?? null,
    method ?? null,
    known(sourceIps?.[0] ?? null),
  ];
}

function reachOf({ hosts, matches }: Part, { method }: EffectiveMatch): Reach {
  return {
    hosts: allKnown(hosts?.map(({ hostname }) => hostname)),
    paths: allKnown<PathReach>(matches.map(({ path }) => path.reach)),
    method,
  };
}

function allKnown<T>(list: readonly (T | undefined)[] | undefined): readonly T[] | undefined {
  if (list === undefined) return undefined;
  const known = list.filter((entry): entry is T & {} => entry !== undefined);
  return known.length === list.length ? known : undefined;
}
