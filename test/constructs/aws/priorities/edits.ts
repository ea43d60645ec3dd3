import fc from "fast-check";
import type { Route, RouteMatch } from "../../../../lib/topology";

/** What a person does to a list of routes between two syntheses. */
export type Edit =
  | { readonly type: "add"; readonly at: number; readonly route: RouteBody }
  | { readonly type: "remove"; readonly at: number }
  | { readonly type: "rename"; readonly at: number }
  | { readonly type: "move"; readonly at: number; readonly to: number }
  | { readonly type: "change"; readonly at: number; readonly route: RouteBody };

export interface RouteBody {
  readonly hostnames?: readonly string[];
  readonly matches: readonly RouteMatch[];
}

const PATHS = ["/", "/a", "/a/b", "/a/b/c", "/b", "/c"];

const match: fc.Arbitrary<RouteMatch> = fc
  .record({
    type: fc.constantFrom("PathPrefix" as const, "PathPrefix" as const, "Exact" as const, "RegularExpression" as const),
    value: fc.constantFrom(...PATHS),
    headers: fc.array(fc.record({ name: fc.constantFrom("x", "y"), value: fc.constantFrom("1", "2", "3") }), {
      maxLength: 2,
    }),
    method: fc.option(fc.constantFrom("GET", "POST"), { nil: undefined, freq: 3 }),
  })
  .map(({ type, value, headers, method }) => ({
    path: { type, value },
    ...(headers.length === 0 ? {} : { headers }),
    ...(method === undefined ? {} : { method }),
  }));

const HOSTNAMES = [undefined, ["a.com"], ["b.com"], ["*.a.com"], ["*.x.a.com"]];

/** @param widest - how many matches a route has at most; one host and one match cannot tie with another in part */
export function bodies(widest: number): fc.Arbitrary<RouteBody> {
  const hostnames = widest === 1 ? HOSTNAMES : [...HOSTNAMES, ["a.com", "b.com"], ["a.com", "*.a.com"]];
  return fc
    .record({
      hostnames: fc.constantFrom(...hostnames),
      matches: fc.array(match, { minLength: 1, maxLength: widest }),
    })
    .map(({ hostnames: chosen, matches }) => ({ matches, ...(chosen === undefined ? {} : { hostnames: chosen }) }));
}

export function edits(widest: number, maxLength: number): fc.Arbitrary<readonly Edit[]> {
  const at = fc.nat({ max: 1000 });
  const route = bodies(widest);
  const edit = fc.oneof<fc.Arbitrary<Edit>[]>(
    fc.record({ type: fc.constant("add" as const), at, route }),
    fc.record({ type: fc.constant("add" as const), at, route }),
    fc.record({ type: fc.constant("add" as const), at: fc.constant(1000), route }),
    fc.record({ type: fc.constant("remove" as const), at }),
    fc.record({ type: fc.constant("rename" as const), at }),
    fc.record({ type: fc.constant("move" as const), at, to: at }),
    fc.record({ type: fc.constant("change" as const), at, route }),
  );
  return fc.array(edit, { minLength: 1, maxLength, size: "max" });
}

/** A list of routes after one edit; names are never used twice. */
export class RouteList {
  private constructor(
    readonly routes: readonly Route[],
    private readonly named: number,
  ) {}

  static readonly empty = new RouteList([], 0);

  after(edit: Edit): RouteList {
    const list = [...this.routes];
    if (edit.type === "add") {
      list.splice(edit.at >= 1000 ? list.length : edit.at % (list.length + 1), 0, this.named_(edit.route));
      return new RouteList(list, this.named + 1);
    }
    if (list.length === 0) return this;
    const index = edit.at % list.length;
    const [route] = list.splice(index, 1);
    if (route === undefined || edit.type === "remove") return new RouteList(list, this.named);
    if (edit.type === "move") list.splice(edit.to % (list.length + 1), 0, route);
    if (edit.type === "rename") list.splice(index, 0, { ...route, name: `route-${this.named}` });
    if (edit.type === "change") list.splice(index, 0, { ...this.named_(edit.route), name: route.name });
    return new RouteList(list, this.named + 1);
  }

  private named_(body: RouteBody): Route {
    return { name: `route-${this.named}`, ...body, backends: [{ service: `service-${this.named}` }] };
  }
}
