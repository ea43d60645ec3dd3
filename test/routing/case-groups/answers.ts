import type { RequestRedirect } from "../../../lib/topology";
import { answer, answered, exact, prefix, type RoutingCase, redirected, route, routed, table } from "../case-builders";

const HOST = "http://shop.example.com";

function redirect(filter: Omit<RequestRedirect, "type">): RequestRedirect {
  return { type: "RequestRedirect", ...filter };
}

const STATUSES = [301, 302, 303, 307, 308] as const;

export const answers: readonly RoutingCase[] = [
  {
    name: "Gateway API: redirects of path, host and status",
    topology: table([
      answer(
        "prefix",
        [prefix("/original-prefix")],
        redirect({ path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/replacement-prefix" } }),
      ),
      answer(
        "full",
        [prefix("/full")],
        redirect({ path: { type: "ReplaceFullPath", replaceFullPath: "/full-path-replacement" } }),
      ),
      answer(
        "path-and-host",
        [prefix("/path-and-host")],
        redirect({
          hostname: "example.org",
          path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/replacement-prefix" },
        }),
      ),
      answer("host", [prefix("/hostname-redirect")], redirect({ hostname: "example.org" })),
      answer("host-and-status", [prefix("/host-and-status")], redirect({ hostname: "example.org", statusCode: 301 })),
    ]),
    requests: [
      redirected(`${HOST}/original-prefix/lemon`, "prefix", 302, `${HOST}{:port}/replacement-prefix/lemon`),
      redirected(`${HOST}/full/path/original?a=b`, "full", 302, `${HOST}{:port}/full-path-replacement?a=b`),
      redirected(`${HOST}/path-and-host`, "path-and-host", 302, "http://example.org{:port}/replacement-prefix"),
      redirected(`${HOST}/hostname-redirect`, "host", 302, "http://example.org{:port}/hostname-redirect"),
      redirected(`${HOST}/host-and-status`, "host-and-status", 301, "http://example.org{:port}/host-and-status"),
    ],
  },
  {
    name: "Gateway API: redirects of scheme and port",
    topology: table([
      answer("nil-nil", [prefix("/scheme-nil-and-port-nil")], redirect({ hostname: "example.org" })),
      answer("nil-80", [prefix("/scheme-nil-and-port-80")], redirect({ hostname: "example.org", port: 80 })),
      answer("nil-8080", [prefix("/scheme-nil-and-port-8080")], redirect({ hostname: "example.org", port: 8080 })),
      answer(
        "https-nil",
        [prefix("/scheme-https-and-port-nil")],
        redirect({ hostname: "example.org", scheme: "https" }),
      ),
      answer(
        "https-443",
        [prefix("/scheme-https-and-port-443")],
        redirect({ hostname: "example.org", scheme: "https", port: 443 }),
      ),
      answer(
        "https-8443",
        [prefix("/scheme-https-and-port-8443")],
        redirect({ hostname: "example.org", scheme: "https", port: 8443 }),
      ),
      answer("http-nil", [prefix("/scheme-http-and-port-nil")], redirect({ hostname: "example.org", scheme: "http" })),
    ]),
    requests: [
      ...(
        [
          ["nil-nil", "/scheme-nil-and-port-nil", "http://example.org{:port}"],
          ["nil-80", "/scheme-nil-and-port-80", "http://example.org"],
          ["nil-8080", "/scheme-nil-and-port-8080", "http://example.org:8080"],
          ["https-nil", "/scheme-https-and-port-nil", "https://example.org"],
          ["https-443", "/scheme-https-and-port-443", "https://example.org"],
          ["https-8443", "/scheme-https-and-port-8443", "https://example.org:8443"],
          ["http-nil", "/scheme-http-and-port-nil", "http://example.org"],
        ] as const
      ).map(([name, path, authority]) => redirected(`${HOST}${path}`, name, 302, authority + path)),
    ],
  },
  {
    name: "redirects keep what they do not name, in normal form",
    topology: table([
      answer("secure", [], redirect({ scheme: "https", statusCode: 301 })),
      answer("port", [prefix("/port")], redirect({ port: 8443, scheme: "https" })),
      answer("strip", [prefix("/strip")], redirect({ path: { type: "ReplacePrefixMatch", replacePrefixMatch: "" } })),
      answer("moved", [exact("/old")], redirect({ path: { type: "ReplaceFullPath", replaceFullPath: "/new/" } })),
    ]),
    requests: [
      redirected(`${HOST}/a/b?c=d&e`, "secure", 301, "https://shop.example.com/a/b?c=d&e"),
      redirected("http://SHOP.example.com.:8080/", "secure", 301, "https://shop.example.com/"),
      redirected("http://[::1]:8080/x?", "secure", 301, "https://[::1]/x?"),
      redirected(`${HOST}//a/%7e/../%7E`, "secure", 301, "https://shop.example.com/a/~", { path: "/a/~" }),
      redirected(`${HOST}/port/x`, "port", 302, "https://shop.example.com:8443/port/x"),
      redirected(`${HOST}/strip`, "strip", 302, `${HOST}{:port}/`),
      redirected(`${HOST}/strip/a/`, "strip", 302, `${HOST}{:port}/a/`),
      redirected(`${HOST}/old`, "moved", 302, `${HOST}{:port}/new/`),
    ],
  },
  {
    name: "redirects of every status",
    topology: table(
      STATUSES.map((statusCode) =>
        answer(`status-${statusCode}`, [exact(`/${statusCode}`)], redirect({ scheme: "https", statusCode })),
      ),
    ),
    requests: STATUSES.map((status) =>
      redirected(`${HOST}/${status}`, `status-${status}`, status, `https://shop.example.com/${status}`),
    ),
  },
  {
    name: "fixed responses",
    topology: table([
      answer("gone", [prefix("/old")], {
        type: "FixedResponse",
        statusCode: 410,
        contentType: "application/json",
        body: '{"gone":true}',
      }),
      answer("empty", [prefix("/health")], { type: "FixedResponse", statusCode: 200 }),
      route("rest", []),
    ]),
    requests: [
      answered(`${HOST}/old/thing?x`, "gone", 410),
      answered(`${HOST}/health`, "empty", 200),
      answered({ url: `${HOST}/health`, method: "POST" }, "empty", 200),
      routed(`${HOST}/`, "rest"),
    ],
  },
  {
    name: "services without members, and backends without weight",
    topology: table(
      [
        route("empty", [prefix("/empty")]),
        route("drained", [prefix("/drained")]),
        route("weightless", [prefix("/weightless")], {
          backends: [
            { service: "rest", weight: 0 },
            { service: "other", weight: 0 },
          ],
        }),
        route("split", [prefix("/split")], {
          backends: [
            { service: "rest", weight: 0 },
            { service: "other", weight: 3 },
          ],
        }),
        route("rest", []),
      ],
      {
        services: [
          { name: "empty", members: [] },
          { name: "drained", members: [{ address: "127.0.0.1", port: 9001, weight: 0 }] },
        ],
      },
    ),
    requests: [
      answered(`${HOST}/empty`, "empty", 503, { service: "empty" }),
      answered(`${HOST}/drained`, "drained", 503, { service: "drained" }),
      answered(`${HOST}/weightless`, "weightless", 500),
      routed(`${HOST}/split`, "split", { service: "other" }),
      routed(`${HOST}/`, "rest"),
    ],
  },
];
