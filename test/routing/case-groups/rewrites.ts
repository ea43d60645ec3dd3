import type { PathModifier, UrlRewrite } from "../../../lib/topology";
import { exact, prefix, type RoutingCase, regex, route, routed, table } from "../case-builders";

const HOST = "http://shop.example.com";

function rewrite(path: PathModifier | undefined, hostname?: string): UrlRewrite {
  return {
    type: "URLRewrite",
    ...(path === undefined ? {} : { path }),
    ...(hostname === undefined ? {} : { hostname }),
  };
}

function replacePrefix(replacePrefixMatch: string): PathModifier {
  return { type: "ReplacePrefixMatch", replacePrefixMatch };
}

function replaceFull(replaceFullPath: string): PathModifier {
  return { type: "ReplaceFullPath", replaceFullPath };
}

/** The table in the Gateway API's `HTTPPathModifier.replacePrefixMatch`, and what follows from it for the root. */
const REPLACEMENTS: readonly (readonly [path: string, prefix: string, replacement: string, result: string])[] = [
  ["/foo/bar", "/foo", "/xyz", "/xyz/bar"],
  ["/foo/bar", "/foo", "/xyz/", "/xyz/bar"],
  ["/foo/bar", "/foo/", "/xyz", "/xyz/bar"],
  ["/foo/bar", "/foo/", "/xyz/", "/xyz/bar"],
  ["/foo", "/foo", "/xyz", "/xyz"],
  ["/foo/", "/foo", "/xyz", "/xyz/"],
  ["/foo/bar", "/foo", "", "/bar"],
  ["/foo/", "/foo", "", "/"],
  ["/foo", "/foo", "", "/"],
  ["/foo/", "/foo", "/", "/"],
  ["/foo", "/foo", "/", "/"],
  ["/bar", "/", "/xyz", "/xyz/bar"],
  ["/", "/", "/xyz", "/xyz/"],
  ["/bar/", "/", "/", "/bar/"],
];

export const rewrites: readonly RoutingCase[] = [
  ...REPLACEMENTS.map(([path, matched, replacement, result]): RoutingCase => {
    const filters = [rewrite(replacePrefix(replacement))];
    return {
      name: `Gateway API: ${path} with prefix ${matched} replaced by "${replacement}" is ${result}`,
      topology: table([route("rewritten", [prefix(matched)], { filters })]),
      requests: [routed(`${HOST}${path}?q=/foo`, "rewritten", { path: `${result}?q=/foo` })],
    };
  }),
  {
    name: "Gateway API: rewritten paths and hosts",
    topology: table([
      route("prefix-one", [prefix("/prefix/one")], { filters: [rewrite(replacePrefix("/one"))] }),
      route("strip", [prefix("/strip-prefix")], { filters: [rewrite(replacePrefix("/"))] }),
      route("full-one", [prefix("/full/one")], { filters: [rewrite(replaceFull("/one"))] }),
      route("host", [prefix("/one")], { filters: [rewrite(undefined, "one.example.org")] }),
      route("both", [prefix("/both")], { filters: [rewrite(replacePrefix("/v1"), "internal.example.com")] }),
    ]),
    requests: [
      routed(`${HOST}/prefix/one/two`, "prefix-one", { path: "/one/two" }),
      routed(`${HOST}/strip-prefix/three`, "strip", { path: "/three" }),
      routed(`${HOST}/strip-prefix`, "strip", { path: "/" }),
      routed(`${HOST}/full/one/two`, "full-one", { path: "/one" }),
      routed(`${HOST}/full/one?x=1`, "full-one", { path: "/one?x=1" }),
      routed(`${HOST}:8080/one`, "host", { host: "one.example.org" }),
      routed(`${HOST}/both/x?`, "both", { path: "/v1/x?", host: "internal.example.com" }),
    ],
  },
  {
    name: "the prefix of the match that decided is replaced",
    topology: table([
      route("several", [prefix("/api"), prefix("/api/v1"), prefix("/app/")], {
        filters: [rewrite(replacePrefix("/x"))],
      }),
    ]),
    requests: [
      routed(`${HOST}/api/a`, "several", { path: "/x/a" }),
      routed(`${HOST}/api/v1/a`, "several", { path: "/x/a" }),
      routed(`${HOST}/api/v1`, "several", { path: "/x" }),
      routed(`${HOST}//%61pi/./v1//a`, "several", { path: "/x/a" }),
    ],
  },
  {
    name: "the full path is replaced whatever the match",
    topology: table([
      route("exact", [exact("/a")], { filters: [rewrite(replaceFull("/b"))] }),
      route("regex", [regex("/r[0-9]+")], { filters: [rewrite(replaceFull("/number"))] }),
      route("any", [], { filters: [rewrite(replaceFull("/"))] }),
    ]),
    requests: [
      routed(`${HOST}/a`, "exact", { path: "/b" }),
      routed(`${HOST}/r42?r`, "regex", { path: "/number?r" }),
      routed(`${HOST}/else/where`, "any", { path: "/" }),
    ],
  },
];
