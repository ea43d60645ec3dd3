import {
  exact,
  headers,
  notFound,
  prefix,
  queryParams,
  type RoutingCase,
  route,
  routed,
  table,
} from "../case-builders";

const HOST = "http://gateway.example.com";

function at(rest: string, more: { method?: string; headers?: Record<string, string> } = {}) {
  return { url: HOST + rest, ...more };
}

/** Cases of the Gateway API's conformance tests for HTTPRoute (`conformance/tests/httproute-*`). */
export const gatewayApiMatching: readonly RoutingCase[] = [
  {
    name: "Gateway API: exact path matching",
    topology: table([route("one", [exact("/one")]), route("two", [exact("/two")])]),
    requests: [
      routed(at("/one"), "one"),
      routed(at("/two"), "two"),
      notFound(at("/")),
      notFound(at("/one/example")),
      notFound(at("/two/")),
      notFound(at("/Two")),
    ],
  },
  {
    name: "Gateway API: path and header matching",
    topology: table([
      route("v1", [prefix("/"), { headers: headers({ version: "one" }) }]),
      route("v2", [prefix("/v2"), { headers: headers({ version: "two" }) }]),
    ]),
    requests: [
      routed(at("/"), "v1"),
      routed(at("/example"), "v1"),
      routed(at("/", { headers: { Version: "one" } }), "v1"),
      routed(at("/v2"), "v2"),
      routed(at("/v2/example"), "v2"),
      routed(at("/", { headers: { Version: "two" } }), "v2"),
      routed(at("/v2/", { headers: { Version: "two" } }), "v2"),
      routed(at("/v2example"), "v1"),
      routed(at("/foo/v2/example"), "v1"),
    ],
  },
  {
    name: "Gateway API: matching across routes",
    topology: table([
      route("v1", [prefix("/"), { headers: headers({ version: "one" }) }], {
        hostnames: ["example.com", "example.net"],
      }),
      route("v2", [prefix("/v2"), { headers: headers({ version: "two" }) }], { hostnames: ["example.com"] }),
    ]),
    requests: [
      routed("http://example.com/", "v1"),
      routed("http://example.com/example", "v1"),
      routed("http://example.net/example", "v1"),
      routed({ url: "http://example.com/example", headers: { Version: "one" } }, "v1"),
      routed("http://example.com/v2", "v2"),
      routed("http://example.net/v2", "v1"),
      routed("http://example.com/v2/example", "v2"),
      routed({ url: "http://example.com/", headers: { Version: "two" } }, "v2"),
    ],
  },
  {
    name: "Gateway API: method matching",
    topology: table([
      route("post", [{ method: "POST" }]),
      route("get", [{ method: "GET" }]),
      route("path1-get", [prefix("/path1", { method: "GET" })]),
      route("put-one", [{ headers: headers({ version: "one" }), method: "PUT" }]),
      route("path2-post-two", [prefix("/path2", { headers: headers({ version: "two" }), method: "POST" })]),
      route("path3-or-path4", [
        prefix("/path3", { method: "PATCH" }),
        prefix("/path4", { headers: headers({ version: "three" }), method: "DELETE" }),
      ]),
      route("path5", [prefix("/path5")]),
      route("patch", [{ method: "PATCH" }]),
      route("four", [{ headers: headers({ version: "four" }) }]),
    ]),
    requests: [
      routed(at("/", { method: "POST" }), "post"),
      routed(at("/", { method: "GET" }), "get"),
      notFound(at("/", { method: "HEAD" })),
      routed(at("/path1", { method: "GET" }), "path1-get"),
      routed(at("/", { method: "PUT", headers: { version: "one" } }), "put-one"),
      routed(at("/path2", { method: "POST", headers: { version: "two" } }), "path2-post-two"),
      routed(at("/path3", { method: "PATCH" }), "path3-or-path4"),
      routed(at("/path4", { method: "DELETE", headers: { version: "three" } }), "path3-or-path4"),
      notFound(at("/", { method: "PUT" })),
      notFound(at("/path4", { method: "DELETE" })),
      routed(at("/path5", { method: "PATCH" }), "path5"),
      routed(at("/", { method: "PATCH", headers: { version: "four" } }), "patch"),
    ],
  },
  {
    name: "Gateway API: header matching",
    topology: table([
      route("version-one", [{ headers: headers({ version: "one" }) }]),
      route("version-two", [{ headers: headers({ version: "two" }) }]),
      route("version-two-orange", [{ headers: headers({ version: "two", color: "orange" }) }]),
      route("blue-or-green", [{ headers: headers({ color: "blue" }) }, { headers: headers({ color: "green" }) }]),
      route("red-or-yellow", [{ headers: headers({ color: "red" }) }, { headers: headers({ color: "yellow" }) }]),
    ]),
    requests: [
      routed(at("/", { headers: { Version: "one" } }), "version-one"),
      routed(at("/", { headers: { Version: "two" } }), "version-two"),
      routed(at("/", { headers: { Version: "two", Color: "orange" } }), "version-two-orange"),
      routed(at("/", { headers: { Version: "two", Color: "blue" } }), "version-two"),
      notFound(at("/", { headers: { Color: "orange" } })),
      notFound(at("/", { headers: { "Some-Other-Header": "one" } })),
      routed(at("/", { headers: { Color: "blue" } }), "blue-or-green"),
      routed(at("/", { headers: { Color: "green" } }), "blue-or-green"),
      routed(at("/", { headers: { Color: "red" } }), "red-or-yellow"),
      routed(at("/", { headers: { Color: "yellow" } }), "red-or-yellow"),
      notFound(at("/", { headers: { Color: "purple" } })),
    ],
  },
  {
    name: "Gateway API: query parameter matching",
    topology: table([
      route("whale", [{ queryParams: queryParams({ animal: "whale" }) }]),
      route("dolphin", [{ queryParams: queryParams({ animal: "dolphin" }) }]),
      route("blue-dolphin-or-upper-case", [
        { queryParams: queryParams({ animal: "dolphin", color: "blue" }) },
        { queryParams: queryParams({ ANIMAL: "Whale" }) },
      ]),
      route("path1-whale", [prefix("/path1", { queryParams: queryParams({ animal: "whale" }) })]),
      route("one-whale", [{ headers: headers({ version: "one" }), queryParams: queryParams({ animal: "whale" }) }]),
      route("path2-two-whale", [
        prefix("/path2", { headers: headers({ version: "two" }), queryParams: queryParams({ animal: "whale" }) }),
      ]),
      route("shark-or-kraken", [
        prefix("/path3", { queryParams: queryParams({ animal: "shark" }) }),
        prefix("/path4", { headers: headers({ version: "three" }), queryParams: queryParams({ animal: "kraken" }) }),
      ]),
      route("path5", [prefix("/path5")]),
      route("hydra", [{ queryParams: queryParams({ animal: "hydra" }) }]),
      route("four", [{ headers: headers({ version: "four" }) }]),
    ]),
    requests: [
      routed(at("/?animal=whale"), "whale"),
      routed(at("/?animal=dolphin"), "dolphin"),
      routed(at("/?animal=dolphin&color=blue"), "blue-dolphin-or-upper-case"),
      routed(at("/?ANIMAL=Whale"), "blue-dolphin-or-upper-case"),
      routed(at("/?animal=whale&otherparam=irrelevant"), "whale"),
      routed(at("/?animal=dolphin&color=yellow"), "dolphin"),
      notFound(at("/?color=blue")),
      notFound(at("/?animal=dog")),
      notFound(at("/?animal=whaledolphin")),
      notFound(at("/")),
      routed(at("/path1?animal=whale"), "path1-whale"),
      routed(at("/?animal=whale", { headers: { version: "one" } }), "one-whale"),
      routed(at("/path2?animal=whale", { headers: { version: "two" } }), "path2-two-whale"),
      routed(at("/path3?animal=shark"), "shark-or-kraken"),
      routed(at("/path4?animal=kraken", { headers: { version: "three" } }), "shark-or-kraken"),
      notFound(at("/?animal=shark")),
      notFound(at("/path4?animal=kraken")),
      routed(at("/path5?animal=hydra"), "path5"),
      routed(at("/?animal=hydra", { headers: { version: "four" } }), "four"),
    ],
  },
  {
    name: "Gateway API: path match order",
    topology: table([
      route("exact-match", [exact("/match")]),
      route("exact-match-exact", [exact("/match/exact")]),
      route("exact-match-exact-one", [exact("/match/exact/one")]),
      route("prefix-match", [prefix("/match/")]),
      route("prefix-match-prefix", [prefix("/match/prefix/")]),
      route("prefix-match-prefix-one", [prefix("/match/prefix/one")]),
    ]),
    requests: [
      routed(at("/match/exact/one"), "exact-match-exact-one"),
      routed(at("/match/exact"), "exact-match-exact"),
      routed(at("/match"), "exact-match"),
      routed(at("/match/prefix/one/any"), "prefix-match-prefix-one"),
      routed(at("/match/prefix/any"), "prefix-match-prefix"),
      routed(at("/match/any"), "prefix-match"),
    ],
  },
];
