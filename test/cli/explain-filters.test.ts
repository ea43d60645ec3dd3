import { join } from "node:path";
import type { FilterEffect } from "../../lib/cli/explain/filters";
import { SILENT, startProxy } from "../../lib/proxy";
import type { Filter, Topology } from "../../lib/topology";
import { fetchFrom } from "../proxy/support/clients";
import { topologyOf } from "../proxy/support/proxies";
import { freePort } from "../support/free-ports";
import { portico, withFiles } from "./run-portico";

const ANSWERING: readonly Filter["type"][] = ["FixedResponse", "RequestRedirect"];

/** A route with these filters; its services are not there. */
function topology(filters: readonly Filter[], port = 8080): Topology {
  const backends = filters.some(({ type }) => ANSWERING.includes(type)) ? {} : { backends: [{ service: "web" }] };
  const gone = { members: [{ address: "127.0.0.1", port: 9 }] };
  return topologyOf(port, {
    routes: [{ name: "all", filters, ...backends }],
    services: [
      { name: "web", ...gone },
      { name: "auth", ...gone },
    ],
  });
}

async function explain(filters: readonly Filter[], ...args: readonly string[]) {
  return withFiles({ "t.json": topology(filters) }, (folder) =>
    portico("explain", "--config", join(folder, "t.json"), ...args),
  );
}

async function explained(filters: readonly Filter[], method: string, headers: readonly string[], source?: string) {
  const { status, out, err } = await explain(
    filters,
    ...[method, "http://shop.example.com/x", "--json"],
    ...headers.flatMap((header) => ["-H", header]),
    ...(source === undefined ? [] : ["--source-ip", source]),
  );
  expect({ status, err }).toEqual({ status: 0, err: "" });
  return JSON.parse(out) as {
    readonly status: number | null;
    readonly service: string | null;
    readonly filters: readonly FilterEffect[];
    readonly passed?: { readonly service: string };
  };
}

const APR1 = "$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/";
const basic: Filter = { type: "BasicAuth", realm: "Staff", users: [`ann:${APR1}`] };
const access: Filter = { type: "IPAccess", allow: ["10.0.0.0/8", "127.0.0.0/8"], deny: ["10.6.0.0/16"] };
const cors: Filter = {
  type: "CORS",
  allowOrigins: ["https://a.com", "https://*.b.com"],
  allowMethods: ["PUT"],
  allowHeaders: ["X-A"],
  allowCredentials: true,
};
const preflight = (origin: string, method: string, ...headers: readonly string[]) => [
  `Origin: ${origin}`,
  `Access-Control-Request-Method: ${method}`,
  ...headers.map((names) => `Access-Control-Request-Headers: ${names}`),
];
const ann = `Authorization: Basic ${Buffer.from("ann:secret").toString("base64")}`;

type Case = readonly [
  what: string,
  filter: Filter,
  request: { readonly method?: string; readonly headers?: readonly string[]; readonly source?: string },
  effect: Omit<FilterEffect, "type">,
];

const cases: readonly Case[] = [
  [
    "an address that is denied",
    access,
    { source: "10.6.1.1" },
    { outcome: "Answers", status: 403, says: "10.6.1.1 lies in 10.6.0.0/16, which is denied" },
  ],
  [
    "an address that is not allowed",
    access,
    { source: "2001:db8::1" },
    { outcome: "Answers", status: 403, says: "2001:db8::1 lies in none of 10.0.0.0/8 and 127.0.0.0/8" },
  ],
  [
    "an address that is allowed",
    access,
    { source: "10.1.1.1" },
    { outcome: "Passes", says: "10.1.1.1 may pass, since it lies in 10.0.0.0/8" },
  ],
  [
    "an address that nobody denies",
    { type: "IPAccess", deny: ["10.6.0.0/16"] },
    { source: "10.1.1.1" },
    { outcome: "Passes", says: "10.1.1.1 may pass, since no range denies it" },
  ],
  [
    "no address",
    access,
    {},
    {
      outcome: "Depends",
      status: 403,
      says: "403 for addresses in 10.6.0.0/16, and in none of 10.0.0.0/8 and 127.0.0.0/8; --source-ip says whether",
    },
  ],
  [
    "a rate by address",
    { type: "RateLimit", requests: 10, interval: "1m", burst: 20 },
    {},
    { outcome: "Depends", status: 429, says: "429 above 10 requests in 1m, 20 at once, counted by address" },
  ],
  [
    "a rate by a header that is there",
    { type: "RateLimit", requests: 10, key: "header:x-key" },
    { headers: ["X-Key: 1"] },
    { outcome: "Depends", status: 429, says: "429 above 10 requests in 1s, 10 at once, counted by header x-key" },
  ],
  [
    "a rate by a cookie that is not",
    { type: "RateLimit", requests: 10, key: "cookie:id" },
    { headers: ["Cookie: other=1"] },
    {
      outcome: "Depends",
      status: 429,
      says: "429 above 10 requests in 1s, 10 at once, counted by address, since the request has no cookie id",
    },
  ],
  [
    "a body that is too long",
    { type: "MaxBodySize", bytes: 100 },
    { method: "POST", headers: ["Content-Length: 101"] },
    { outcome: "Answers", status: 413, says: "a body of 101 bytes is longer than 100" },
  ],
  [
    "a body that is not",
    { type: "MaxBodySize", bytes: 100 },
    { method: "POST", headers: ["content-length: 100"] },
    { outcome: "Passes", says: "a body of 100 bytes may pass, since 100 may" },
  ],
  [
    "a body of no length",
    { type: "MaxBodySize", bytes: 100 },
    {},
    {
      outcome: "Depends",
      status: 413,
      says: "413 for a body of more than 100 bytes; -H 'content-length: N' says whether",
    },
  ],
  ["no password", basic, {}, { outcome: "Answers", status: 401, says: 'asks for a name and a password for "Staff"' }],
  [
    "another scheme than passwords",
    basic,
    { headers: ["Authorization: Bearer x"] },
    { outcome: "Answers", status: 401, says: 'asks for a name and a password for "Staff"' },
  ],
  [
    "a password, which is not checked",
    basic,
    { headers: [ann] },
    {
      outcome: "Depends",
      status: 401,
      says: '401 unless "ann" is a user, and the password right; no password is checked here',
    },
  ],
  [
    "a service that is not asked",
    { type: "ForwardAuth", service: "auth", path: "/check" },
    {},
    {
      outcome: "Depends",
      says: "asks auth with GET /check: 2xx lets the request pass, any other answer is the client's, and none in 5s is 503",
    },
  ],
  [
    "a page's own site",
    cors,
    {},
    { outcome: "Passes", says: "the request names no Origin, so that it comes from no other site" },
  ],
  [
    "another site",
    cors,
    { headers: ["Origin: https://x.y.b.com"] },
    { outcome: "Passes", says: "pages of https://x.y.b.com may read the response, and use credentials" },
  ],
  [
    "a site that may not",
    cors,
    { headers: ["Origin: https://b.com"] },
    {
      outcome: "Passes",
      says: "pages of https://b.com may not read the response; the service gets the request all the same",
    },
  ],
  [
    "a preflight request that is granted",
    cors,
    { method: "OPTIONS", headers: preflight("https://a.com", "PUT", "x-a") },
    { outcome: "Answers", status: 204, says: "tells the browser that pages of https://a.com may use PUT" },
  ],
  [
    "a preflight request of another site",
    cors,
    { method: "OPTIONS", headers: preflight("https://c.com", "PUT") },
    { outcome: "Answers", status: 204, says: "tells the browser that pages of https://c.com may not ask" },
  ],
  [
    "a preflight request for another method",
    cors,
    { method: "OPTIONS", headers: preflight("https://a.com", "DELETE") },
    { outcome: "Answers", status: 204, says: "tells the browser that pages of https://a.com may not use DELETE" },
  ],
  [
    "a preflight request for other fields",
    cors,
    { method: "OPTIONS", headers: preflight("https://a.com", "POST", "X-A, X-B, X-C") },
    { outcome: "Answers", status: 204, says: "tells the browser that pages of https://a.com may not send X-B and X-C" },
  ],
  [
    "a rewrite",
    { type: "URLRewrite", hostname: "in.com", path: { type: "ReplaceFullPath", replaceFullPath: "/y" } },
    {},
    { outcome: "Passes", says: "the service sees /y of in.com" },
  ],
  [
    "a copy",
    { type: "RequestMirror", service: "auth", percent: 10 },
    {},
    { outcome: "Passes", says: "auth gets a copy of 10% of the requests" },
  ],
  [
    "header fields, of which the values may be secret",
    { type: "RequestHeaderModifier", set: [{ name: "x-key", value: "hunter2" }], remove: ["a", "b"] },
    {},
    { outcome: "Passes", says: "of the request: removes a and b; sets x-key" },
  ],
  [
    "a client that takes gzip alone",
    { type: "Compression", algorithms: ["br", "gzip"] },
    { headers: ["Accept-Encoding: gzip, br;q=0"] },
    { outcome: "Passes", says: "compresses responses whose type and length allow it, with gzip" },
  ],
  [
    "a client that takes nothing",
    { type: "Compression", algorithms: ["br", "gzip"] },
    {},
    { outcome: "Passes", says: "the client does not take br or gzip, so that responses stay as they are" },
  ],
  [
    "pages for errors",
    { type: "ErrorPages", pages: [{ statuses: ["404", "500-599"], body: "no" }] },
    {},
    { outcome: "Passes", says: "responses of 404 and 500-599 get a page as their body" },
  ],
];

describe("portico explain says what a filter does", () => {
  test.each(cases)("%s", async (_what, filter, { method = "GET", headers = [], source }, effect) => {
    const { filters, status, service, passed } = await explained([filter], method, headers, source);
    expect(filters).toEqual([{ type: filter.type, ...effect }]);
    const isAnswered = effect.outcome === "Answers";
    expect({ status, service }).toEqual(
      isAnswered ? { status: effect.status, service: null } : { status: null, service: "web" },
    );
    expect(passed?.service).toBe(isAnswered && filter.type !== "CORS" ? "web" : undefined);
  });

  test("and the proxy does it", async () => {
    for (const [what, filter, { method = "GET", headers = [], source = "127.0.0.1" }, { outcome, status }] of cases) {
      if (outcome === "Depends" || source !== "127.0.0.1") continue;
      expect([what, await statusFromProxy([filter], method, headers)]).toEqual([what, status ?? 503]);
    }
  });
});

/** Every request comes from this machine. */
async function statusFromProxy(filters: readonly Filter[], method: string, headers: readonly string[]) {
  const port = await freePort();
  const proxy = await startProxy({ topology: topology(filters, port), log: SILENT });
  try {
    const fields = Object.fromEntries(headers.map((header) => header.split(": ") as [string, string]));
    const body = "x".repeat(Number(fields["Content-Length"] ?? fields["content-length"] ?? 0));
    return (await fetchFrom(port, "/x", { method, headers: fields, body })).status;
  } finally {
    await proxy.close({ graceMs: 0 });
  }
}

describe("of several filters the one that takes effect first answers, wherever it stands, as in the proxy", () => {
  const nobody: Filter = { type: "IPAccess", deny: ["127.0.0.0/8"] };
  const small: Filter = { type: "MaxBodySize", bytes: 1 };
  const teapot: Filter = { type: "FixedResponse", statusCode: 418 };
  const asking = [...preflight("https://a.com", "PUT"), "Content-Length: 2"];

  test.each<[what: string, filters: readonly Filter[], status: number]>([
    ["addresses before all", [basic, small, cors, nobody], 403],
    ["preflight requests before bodies and passwords", [basic, small, cors], 204],
    ["bodies before passwords", [basic, small], 413],
    ["passwords before answers", [teapot, basic], 401],
  ])("%s", async (_what, filters, status) => {
    for (const order of [filters, filters.toReversed()]) {
      expect((await explained(order, "OPTIONS", asking, "127.0.0.1")).status).toBe(status);
      expect(await statusFromProxy(order, "OPTIONS", asking)).toBe(status);
    }
  });
});

test("in words: the answer, its filters, and what happens once it passes", async () => {
  const pages: Filter = { type: "ErrorPages", pages: [{ statuses: ["401"], body: "no" }] };
  const { out } = await explain([pages, basic, { type: "Compression" }], "GET", "http://shop.example.com/x");
  expect(out).toBe(`GET http://shop.example.com/x
  listener  http
  router    main
  route     all, match 1
  answer    401: BasicAuth: asks for a name and a password for "Staff"
  path      /x
  host      shop.example.com
  filters   BasicAuth: asks for a name and a password for "Staff"
            ErrorPages: the answer 401 gets a page as its body

Once it passes:
  listener  http
  router    main
  route     all, match 1
  service   web
  path      /x
  host      shop.example.com
`);
});

test("nothing secret is said", async () => {
  const { out } = await explain([basic], "GET", "http://shop.example.com/x", "-H", ann);
  for (const secret of [APR1, "secret", ann.slice("Authorization: Basic ".length)]) expect(out).not.toContain(secret);
});

test("a redirect and a fixed response are answers of the route, as ever", async () => {
  const redirect: Filter = { type: "RequestRedirect", scheme: "https", statusCode: 301 };
  const { out } = await explain([redirect], "GET", "http://shop.example.com/x", "--json");
  expect(JSON.parse(out)).toMatchObject({
    status: 301,
    location: "https://shop.example.com/x",
    filters: [{ type: "RequestRedirect", outcome: "Answers", says: "leads the client to https://shop.example.com/x" }],
  });
  expect(JSON.parse(out)).not.toHaveProperty("passed");
});

test("the proxy of a synthesized stack has filters as its Topology does", async () => {
  const content = JSON.stringify(topology([basic, access]));
  const stack = { resource: { local_file: { config: { filename: "topology.json", content } } } };
  await withFiles({ "cdk.tf.json": stack }, async (folder) => {
    const file = join(folder, "cdk.tf.json");
    const { out } = await portico("explain", "-c", file, "GET", "http://shop.example.com/", "--json");
    expect(JSON.parse(out)).toMatchObject({
      status: 401,
      filters: [
        { type: "IPAccess", outcome: "Depends" },
        { type: "BasicAuth", outcome: "Answers" },
      ],
      passed: { service: "web" },
    });
  });
});
