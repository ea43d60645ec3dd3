import type { Route, RouteMatch, Router } from "../../topology";
import { literal, object, text, type Variables } from "./code";
import { filterCode } from "./filters";

/** Makes a router and its table. */
export function routerLines(router: Router, variables: Variables): readonly string[] {
  const { name, hostnames, routes } = router;
  const variable = variables.of("Router", name);
  const props = object({ name: text(name), platform: "platform", hostnames: hostnames && literal(hostnames) });
  return [
    `const ${variable} = new IngressRouter(this, ${text(`router-${name}`)}, ${props});`,
    ...routes.flatMap((route) => routeLines(route, variable, variables)),
  ];
}

function routeLines(route: Route, router: string, variables: Variables): readonly string[] {
  const { name, hostnames, matches, filters, backends, timeouts, retry } = route;
  const fields = {
    hostnames: hostnames && literal(hostnames),
    matches: matches && `[${matches.map(matchCode).join(", ")}]`,
    filters: filters && listCode(filters.map((filter) => filterCode(filter, variables))),
    backends: backends && `[${backends.map((backend) => backendCode(backend, variables)).join(", ")}]`,
    timeouts: timeouts && literal(timeouts),
    retry: retry && literal(retry),
  };
  const lines = Object.entries(fields).flatMap(([field, code]) =>
    code === undefined ? [] : `  ${field}: ${code},`.split("\n"),
  );
  return [`${router}.addRoute(${text(name)}, {`, ...lines, "});"];
}

/** Several of them stand below each other. */
function listCode(elements: readonly string[]): string {
  return elements.length < 2 ? `[${elements.join()}]` : `[\n${elements.map((one) => `    ${one},`).join("\n")}\n  ]`;
}

function backendCode({ service, weight }: NonNullable<Route["backends"]>[number], variables: Variables): string {
  const variable = variables.of("Service", service);
  return weight === undefined ? variable : object({ service: variable, weight: String(weight) });
}

const PATHS = { Exact: "pathExact", PathPrefix: "pathPrefix", RegularExpression: "pathRegularExpression" } as const;

function matchCode({ path, headers = [], queryParams = [], method, sourceRanges }: RouteMatch): string {
  const start = path === undefined ? "Match.any()" : `Match.${PATHS[path.type]}(${text(path.value)})`;
  const condition =
    (what: string) => (one: { readonly type?: string; readonly name: string; readonly value: string }) =>
      `.${what}${one.type === "RegularExpression" ? "RegularExpression" : ""}(${text(one.name)}, ${text(one.value)})`;
  return [
    start,
    ...headers.map(condition("header")),
    ...queryParams.map(condition("queryParam")),
    ...(method === undefined ? [] : [`.method(${text(method)})`]),
    ...(sourceRanges === undefined ? [] : [`.sourceRanges(${literal(sourceRanges)})`]),
  ].join("");
}
