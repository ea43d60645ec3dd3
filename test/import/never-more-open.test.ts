import fc from "fast-check";
import { importSetup } from "../../lib/import";
import { type Filter, hasErrors, validateTopology } from "../../lib/topology";

/** Annotations that protect a route, with values that mean something, nearly something, or nothing. */
const PROTECTING: Readonly<
  Record<string, { readonly values: readonly string[]; readonly filter: Filter["type"] | undefined }>
> = {
  "whitelist-source-range": { values: ["10.0.0.0/8", "10.1.1.1/8,::1", "office", "10.0.0.0/99"], filter: "IPAccess" },
  "allowlist-source-range": { values: ["10.0.0.0/8", "0.0.0.0/0", "x,10.0.0.0/8"], filter: "IPAccess" },
  "denylist-source-range": { values: ["192.0.2.1", "2001:db8::/32", "nobody"], filter: "IPAccess" },
  "auth-type": { values: ["basic", "digest", "", "Basic"], filter: "BasicAuth" },
  "auth-secret": { values: ["users", "none", "other/users", ""], filter: "BasicAuth" },
  "auth-url": {
    values: ["http://auth.own.svc/x", "https://auth.example.com", "http://$host/auth", "", "auth"],
    filter: "ForwardAuth",
  },
  "auth-method": { values: ["GET", "POST"], filter: undefined },
  "auth-signin": { values: ["https://auth.example.com/in"], filter: "ForwardAuth" },
  "auth-tls-secret": { values: ["own/ca", ""], filter: "FixedResponse" },
  "configuration-snippet": { values: ["deny all;", "return 403;"], filter: "FixedResponse" },
};

/** Beside them, what changes a route in other ways. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "enable-cors": ["true", "false"],
  "cors-allow-origin": ["*", "https://*.a.com", "null", "https://a.com,b"],
  "limit-rps": ["1", "-1", "99999999999", "x"],
  "limit-burst-multiplier": ["0", "3", "1e9"],
  "proxy-body-size": ["1m", "0", "huge", "99999999999999g"],
  "custom-http-errors": ["404,abc,200", "500"],
  "mirror-target": ["http://shadow.own.svc$request_uri", "nowhere"],
  "permanent-redirect": ["https://new.example.com/", "not a URL"],
  "rewrite-target": ["/x", "/$1", "$2"],
  "upstream-vhost": ["in.example.com"],
  satisfy: ["any", "all"],
};

const annotations = fc.record(
  Object.fromEntries(
    [...Object.entries(PROTECTING).map(([name, { values }]) => [name, values] as const), ...Object.entries(OTHERS)].map(
      ([name, values]) => [name, fc.constantFrom(...values)],
    ),
  ),
  { requiredKeys: [] },
);

const users = {
  kind: "Secret",
  metadata: { name: "users", namespace: "own" },
  stringData: { auth: "ann:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/" },
};

function routesOf(asked: Readonly<Record<string, string | undefined>>, path: string) {
  const all = { ...asked, ...(path.includes("(") ? { "use-regex": "true" } : {}) };
  const prefixed = Object.entries(all).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]);
  const backend = { service: { name: "web", port: { number: 80 } } };
  const ingress = {
    kind: "Ingress",
    metadata: { name: "shop", namespace: "own", annotations: Object.fromEntries(prefixed) },
    spec: { rules: [{ host: "shop.com", http: { paths: [{ path, pathType: "ImplementationSpecific", backend }] } }] },
  };
  const { topology } = importSetup("ingress", [ingress, users].map((object) => JSON.stringify(object)).join("\n---\n"));
  expect(hasErrors(validateTopology(topology))).toBe(false);
  return topology.routers?.[0]?.routes ?? [];
}

test("whatever protects a route of an Ingress is a filter of it, or nobody may pass", () => {
  fc.assert(
    fc.property(annotations, fc.constantFrom("/", "/a", "/a(/|$)(.*)", "/(a)\\1"), (asked, path) => {
      const expected = Object.entries(PROTECTING).filter(([name]) => (asked[name] ?? "") !== "");
      for (const { filters = [] } of routesOf(asked, path)) {
        const types = filters.map(({ type }) => type);
        if (filters.some((filter) => filter.type === "FixedResponse" && filter.statusCode === 403)) continue;
        for (const [, { filter }] of expected) if (filter !== undefined) expect(types).toContain(filter);
      }
    }),
    { numRuns: 300 },
  );
});
