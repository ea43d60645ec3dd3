import { compileMatcher, createDecider, createReferenceMatcher, type Decision } from "../../lib/routing";
import type { Router } from "../../lib/topology";
import { atPort, type CaseRequest, type Expectation, locationAt, routingCases } from "./cases";

const MATCHERS = [
  ["the reference matcher", createReferenceMatcher],
  ["the compiled matcher", compileMatcher],
] as const;

const EVERYONE = { hostname: "a.example.com", path: "/", query: "", method: "GET", sourceAddress: "127.0.0.1" };

/** The cases whose Location depends on the listener's port. */
const redirectsByPort = routingCases.flatMap(({ topology, requests }) =>
  requests
    .filter(({ expect: { location } }) => location?.includes("{:port}"))
    .map((given) => [title(given), topology, given] as const),
);

describe.each(MATCHERS)("%s", (_, createMatcher) => {
  describe.each(routingCases)("$name", ({ topology, requests }) => {
    const decider = createDecider(topology, { createMatcher });

    test.each(requests.map((given) => [title(given), given] as const))("%s", (_, { request, expect: expected }) => {
      expect(expectation(decider.decide(request))).toEqual(resolved(expected, 80));
    });
  });

  test.each(redirectsByPort)("%s, on port 8080", (_, topology, { request, expect: expected }) => {
    const decider = createDecider(atPort(topology, 8080), { createMatcher });
    expect(expectation(decider.decide(request))).toEqual(resolved(expected, 8080));
  });

  test("says which match of which route decided, and at which hostname", () => {
    const router: Router = {
      name: "router",
      hostnames: ["*.Example.com"],
      routes: [
        { name: "first", matches: [{ method: "PUT" }], backends: [{ service: "s" }] },
        {
          name: "second",
          hostnames: ["A.example.com"],
          matches: [{ method: "POST" }, { path: { type: "PathPrefix", value: "/" } }],
          backends: [{ service: "s" }],
        },
      ],
    };
    const matcher = createMatcher(router);

    const hit = matcher.match({ ...EVERYONE, header: () => undefined });
    expect(hit).toMatchObject({ routeIndex: 1, matchIndex: 1, hostname: "a.example.com" });
    expect(hit?.route).toBe(router.routes[1]);
    expect(hit?.match).toBe(router.routes[1]?.matches?.[1]);

    const inherited = matcher.match({ ...EVERYONE, hostname: "b.example.com", method: "PUT", header: () => undefined });
    expect(inherited).toMatchObject({ routeIndex: 0, matchIndex: 0, hostname: "*.example.com" });
  });

  test("gives an empty match, and no hostname, for a route that names neither", () => {
    const matcher = createMatcher({ name: "router", routes: [{ name: "all", backends: [{ service: "s" }] }] });
    const { match, matchIndex, hostname } = matcher.match({ ...EVERYONE, header: () => undefined }) ?? {};
    expect({ match, matchIndex, hostname }).toEqual({ match: {}, matchIndex: 0, hostname: undefined });
  });
});

describe("the compiled matcher", () => {
  test("takes a table of many more segments and wildcards than a call takes arguments", () => {
    const count = 150_000;
    const routes = Array.from({ length: count }, (_, index) => ({
      name: `r${index}`,
      hostnames: [`*.h${index}.com`],
      matches: [{ path: { type: "PathPrefix" as const, value: `/p${index}` } }],
      backends: [{ service: "s" }],
    }));
    const matcher = compileMatcher({ name: "router", routes });
    const last = { ...EVERYONE, hostname: `a.h${count - 1}.com`, path: `/p${count - 1}/x`, header: () => undefined };
    expect(matcher.match(last)?.routeIndex).toBe(count - 1);
    expect(matcher.match({ ...last, path: "/p0" })).toBeUndefined();
  });
});

function title({ request: { method, url, headers, sourceIp } }: CaseRequest): string {
  const fields = headers.map(([name, value]) => ` ${name}: ${value.slice(0, 40)}`).join("");
  return `${method} ${JSON.stringify(url)}${fields}${sourceIp === undefined ? "" : ` from ${sourceIp}`}`;
}

function resolved(expected: Expectation, port: number): Expectation {
  const { location } = expected;
  return location === undefined ? expected : { ...expected, location: locationAt(location, port) };
}

function expectation({ route, service, status, path, host, location }: Decision) {
  return { route, service, status, path, host, ...(location === undefined ? {} : { location }) };
}
