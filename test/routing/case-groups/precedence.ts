import { exact, headers, prefix, queryParams, type RoutingCase, regex, route, routed, table } from "../case-builders";

const HOST = "http://shop.example.com";

/** One table for each step, its routes in the order opposite to their precedence. */
export const precedence: readonly RoutingCase[] = [
  {
    name: "precedence by path type: Exact, RegularExpression, PathPrefix",
    topology: table([
      route("prefix", [prefix("/a/b/c/d")]),
      route("regex", [regex("/a/.*")]),
      route("exact", [exact("/a/b/c/d")]),
    ]),
    requests: [routed(`${HOST}/a/b/c/d`, "exact"), routed(`${HOST}/a/b/c/d/`, "regex"), routed(`${HOST}/a/x`, "regex")],
  },
  {
    name: "precedence by length of a regular expression, then the rest as ever",
    topology: table([
      route("short", [regex("/.*", { method: "GET", headers: headers({ a: "1", b: "2" }) })]),
      route("long", [regex("/[a-z]+.*")]),
      route("long-get", [regex("/[a-z]*.*", { method: "GET" })]),
    ]),
    requests: [
      routed({ url: `${HOST}/x`, headers: { a: "1", b: "2" } }, "long-get"),
      routed({ url: `${HOST}/x`, method: "PUT" }, "long"),
      routed({ url: `${HOST}/1`, headers: { a: "1", b: "2" } }, "long-get"),
    ],
  },
  {
    name: "precedence by prefix length comes before method, headers and query",
    topology: table([
      route("short", [
        prefix("/a", { method: "GET", headers: headers({ x: "1" }), queryParams: queryParams({ q: "1" }) }),
      ]),
      route("long", [prefix("/a/b")]),
    ]),
    requests: [
      routed({ url: `${HOST}/a/b?q=1`, headers: { x: "1" } }, "long"),
      routed({ url: `${HOST}/a/c?q=1`, headers: { x: "1" } }, "short"),
    ],
  },
  {
    name: "a trailing slash adds nothing to a prefix's length",
    topology: table([route("first", [prefix("/a")]), route("second", [prefix("/a/")])]),
    requests: [routed(`${HOST}/a/`, "first"), routed(`${HOST}/a`, "first")],
  },
  {
    name: "precedence by method comes before headers",
    topology: table([
      route("headers", [prefix("/", { headers: headers({ a: "1", b: "2" }) })]),
      route("method", [prefix("/", { method: "GET" })]),
    ]),
    requests: [
      routed({ url: `${HOST}/`, headers: { a: "1", b: "2" } }, "method"),
      routed({ url: `${HOST}/`, method: "PUT", headers: { a: "1", b: "2" } }, "headers"),
    ],
  },
  {
    name: "precedence by the number of headers comes before the number of query parameters",
    topology: table([
      route("queries", [prefix("/", { queryParams: queryParams({ p: "1", q: "2", r: "3" }) })]),
      route("one-header", [prefix("/", { headers: headers({ a: "1" }) })]),
      route("two-headers", [prefix("/", { headers: headers({ a: "1", b: "2" }) })]),
    ]),
    requests: [
      routed({ url: `${HOST}/?p=1&q=2&r=3`, headers: { a: "1", b: "2" } }, "two-headers"),
      routed({ url: `${HOST}/?p=1&q=2&r=3`, headers: { a: "1" } }, "one-header"),
      routed(`${HOST}/?p=1&q=2&r=3`, "queries"),
    ],
  },
  {
    name: "precedence by the number of query parameters comes before source ranges",
    topology: table([
      route("source", [prefix("/", { sourceRanges: ["127.0.0.0/8"] })]),
      route("one-query", [prefix("/", { queryParams: queryParams({ p: "1" }) })]),
      route("two-queries", [prefix("/", { queryParams: queryParams({ p: "1", q: "2" }) })]),
    ]),
    requests: [
      routed(`${HOST}/?q=2&p=1`, "two-queries"),
      routed(`${HOST}/?p=1`, "one-query"),
      routed(`${HOST}/`, "source"),
    ],
  },
  {
    name: "source ranges come before the order of the list",
    topology: table([route("first", []), route("local", [{ sourceRanges: ["127.0.0.1/32"] }])]),
    requests: [routed(`${HOST}/`, "local"), routed({ url: `${HOST}/`, sourceIp: "10.0.0.1" }, "first")],
  },
  {
    name: "at a tie the first route of the list wins",
    topology: table([
      route("first", [prefix("/a", { headers: headers({ x: "1" }) })]),
      route("second", [prefix("/a", { headers: headers({ y: "1" }) })]),
      route("third", [prefix("/a", { headers: headers({ y: "1" }) })]),
    ]),
    requests: [
      routed({ url: `${HOST}/a`, headers: { x: "1", y: "1" } }, "first"),
      routed({ url: `${HOST}/a`, headers: { y: "1" } }, "second"),
    ],
  },
  {
    name: "the matches of a route compete one by one",
    topology: table([
      route("both", [prefix("/"), exact("/a/b")]),
      route("middle", [prefix("/a")]),
      route("three", [prefix("/b", { method: "PUT" }), prefix("/b/c"), exact("/b")]),
    ]),
    requests: [
      routed(`${HOST}/a/b`, "both"),
      routed(`${HOST}/a`, "middle"),
      routed(`${HOST}/x`, "both"),
      routed(`${HOST}/b`, "three"),
      routed(`${HOST}/b/c`, "three"),
      routed(`${HOST}/b/x`, "both"),
      routed({ url: `${HOST}/b/x`, method: "PUT" }, "three"),
    ],
  },
  {
    name: "a condition listed twice counts once",
    topology: table([
      route("twice", [
        prefix("/", {
          headers: [
            { name: "X-A", value: "1" },
            { name: "x-a", value: "2" },
          ],
        }),
      ]),
      route("two", [prefix("/", { headers: headers({ "x-a": "1", "x-b": "1" }) })]),
    ]),
    requests: [
      routed({ url: `${HOST}/`, headers: { "x-a": "1" } }, "twice"),
      routed({ url: `${HOST}/`, headers: { "x-a": "1", "x-b": "1" } }, "two"),
    ],
  },
];
