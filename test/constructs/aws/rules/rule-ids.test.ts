import fc from "fast-check";
import { lowerRoute, lowerRouter, RULE_LIMITS, type RuleSpec } from "../../../../constructs/aws/rules";
import type { Route, RouteMatch } from "../../../../lib/topology";
import { routers } from "../../../routing/arbitraries";

const LISTENER = { protocol: "HTTP", port: 80 } as const;
const prefix = (value: string): RouteMatch => ({ path: { type: "PathPrefix", value } });
const exact = (value: string): RouteMatch => ({ path: { type: "Exact", value } });

function rulesOf(matches: readonly RouteMatch[], hostnames?: readonly string[]): readonly RuleSpec[] {
  const route: Route = {
    name: "shop",
    matches,
    ...(hostnames === undefined ? {} : { hostnames }),
    backends: [{ service: "shop" }],
  };
  return lowerRoute(route, 0, { router: { name: "router" }, listener: LISTENER }).rules;
}

function idsOf(...parameters: Parameters<typeof rulesOf>): readonly string[] {
  return rulesOf(...parameters).map(({ id }) => id);
}

/** Rules by id, as far as their conditions are concerned. */
function byId(rules: readonly RuleSpec[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(rules.map(({ id, conditions }) => [id, conditions]));
}

describe("the id of a rule", () => {
  test("is the route's name where the route has one rule, whatever it matches", () => {
    expect(idsOf([prefix("/a")])).toEqual(["shop"]);
    expect(idsOf([exact("/b/c")], ["a.com"])).toEqual(["shop"]);
  });

  test("is the same for the same match, wherever it stands behind the first", () => {
    const [, second] = idsOf([prefix("/a"), prefix("/b/c")]);
    expect(second).toMatch(/^shop_[0-9a-f]{8}$/);
    expect(idsOf([prefix("/a"), exact("/x"), prefix("/b/c")])).toContain(second);
    expect(idsOf([prefix("/other"), exact("/x"), exact("/y"), prefix("/b/c")])).toContain(second);
  });

  test("stays when matches are added behind, and so does what the rule asks for", () => {
    const matches = [prefix("/a"), exact("/a/b"), { ...prefix("/a"), method: "GET" }, prefix("/x/y/z")];
    const before = byId(rulesOf(matches, ["a.com", "*.b.com"]));
    const after = byId(rulesOf([...matches, prefix("/p/q"), exact("/n")], ["a.com", "*.b.com"]));
    // The exact path joins the one that is there; every other rule is as it was.
    const changed = Object.keys(before).filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]));
    expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before)));
    expect(changed).toHaveLength(2);
    for (const id of changed) expect(after[id]).toMatchObject({ path: { values: ["/a/b", "/n"] } });
  });

  test("holds nothing of a token", () => {
    const token = "$" + "{TfToken[TOKEN.7]}";
    const other = "$" + "{TfToken[TOKEN.8]}";
    const ids = (value: string) =>
      lowerRoute(
        { name: "shop", matches: [prefix("/a"), { headers: [{ name: "x", value }] }], backends: [{ service: "shop" }] },
        0,
        { router: { name: "router", hostnames: [value] }, listener: LISTENER, isToken: (given) => given === value },
      ).rules.map(({ id }) => id);
    expect(ids(token)).toEqual(ids(other));
  });
});

describe("rules of random tables", () => {
  test("have ids of their own, five values at most, and at least one condition", () => {
    fc.assert(
      fc.property(routers({ maxRoutes: 12 }), (router) => {
        const { rules } = lowerRouter(router, { listener: LISTENER });
        expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
        for (const { conditions } of rules) {
          const count = valuesOf(conditions).length;
          expect(count).toBeGreaterThan(0);
          expect(count).toBeLessThanOrEqual(RULE_LIMITS.conditionValues);
          expect(valuesOf(conditions).filter((value) => value.length > RULE_LIMITS.valueLength)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("depend on their own route alone", () => {
    fc.assert(
      fc.property(routers({ maxRoutes: 6 }), routers({ maxRoutes: 6 }), (router, other) => {
        const more = other.routes.map((route, index) => ({ ...route, name: `more-${index}` }));
        const alone = lowerRouter(router, { listener: LISTENER }).rules;
        const together = lowerRouter({ ...router, routes: [...router.routes, ...more] }, { listener: LISTENER }).rules;
        expect(together.slice(0, alone.length)).toEqual(alone);
      }),
      { numRuns: 200 },
    );
  });
});

function valuesOf({ host, path, headers, method, queryStrings, sourceIps = [] }: RuleSpec["conditions"]): string[] {
  return [host, path, ...headers]
    .flatMap((patterns) => {
      if (patterns === undefined) return [];
      return "values" in patterns ? patterns.values : patterns.regexValues;
    })
    .concat(
      method ?? [],
      queryStrings.map(({ value }) => value),
      sourceIps,
    );
}
