import { Balancing, Filter, HealthCheck, LogicalService, Match, Members, SessionAffinity } from "portico";
import { newStack } from "../support/synthesis";
import { FakePlatform } from "./support/fake-platform";

const stack = newStack();
const shadow = new LogicalService(stack, "shadow", { platform: new FakePlatform(), port: 80, name: "shadow-service" });

describe("a value object holds the Topology's words", () => {
  test.each([
    ["any", Match.any(), {}],
    ["exact path", Match.pathExact("/a"), { path: { type: "Exact", value: "/a" } }],
    ["path prefix", Match.pathPrefix("/a"), { path: { type: "PathPrefix", value: "/a" } }],
    [
      "path expression",
      Match.pathRegularExpression("/a[0-9]+"),
      { path: { type: "RegularExpression", value: "/a[0-9]+" } },
    ],
    ["header", Match.any().header("x", "1"), { headers: [{ type: "Exact", name: "x", value: "1" }] }],
    [
      "header expression",
      Match.any().headerRegularExpression("x", "1.*"),
      { headers: [{ type: "RegularExpression", name: "x", value: "1.*" }] },
    ],
    ["query", Match.any().queryParam("v", "2"), { queryParams: [{ type: "Exact", name: "v", value: "2" }] }],
    [
      "query expression",
      Match.any().queryParamRegularExpression("v", "2?"),
      { queryParams: [{ type: "RegularExpression", name: "v", value: "2?" }] },
    ],
    ["method", Match.any().method("GET"), { method: "GET" }],
    ["source ranges", Match.any().sourceRanges(["10.0.0.0/8"]), { sourceRanges: ["10.0.0.0/8"] }],
    [
      "all of them",
      Match.pathPrefix("/a").header("x", "1").header("y", "2").queryParam("v", "2").method("GET"),
      {
        path: { type: "PathPrefix", value: "/a" },
        headers: [
          { type: "Exact", name: "x", value: "1" },
          { type: "Exact", name: "y", value: "2" },
        ],
        queryParams: [{ type: "Exact", name: "v", value: "2" }],
        method: "GET",
      },
    ],
  ])("Match: %s", (_name, match, spec) => {
    expect(match.spec).toEqual(spec);
  });

  test("a match stays as it is when another is made of it", () => {
    const prefix = Match.pathPrefix("/a").header("x", "1");
    prefix.header("y", "2").method("GET");
    expect(prefix.spec).toEqual({
      path: { type: "PathPrefix", value: "/a" },
      headers: [{ type: "Exact", name: "x", value: "1" }],
    });
  });

  test.each([
    [
      "request headers",
      Filter.requestHeaders({ set: { a: "1" }, add: { b: "2" }, remove: ["c"] }),
      {
        type: "RequestHeaderModifier",
        set: [{ name: "a", value: "1" }],
        add: [{ name: "b", value: "2" }],
        remove: ["c"],
      },
    ],
    ["response headers", Filter.responseHeaders({ remove: ["c"] }), { type: "ResponseHeaderModifier", remove: ["c"] }],
    ["rewritten host", Filter.rewrite({ hostname: "a.internal" }), { type: "URLRewrite", hostname: "a.internal" }],
    [
      "rewritten prefix",
      Filter.rewrite({ replacePrefixMatch: "" }),
      { type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "" } },
    ],
    [
      "redirect",
      Filter.redirect({ scheme: "https", port: 443, statusCode: 301, replaceFullPath: "/new" }),
      {
        type: "RequestRedirect",
        scheme: "https",
        port: 443,
        statusCode: 301,
        path: { type: "ReplaceFullPath", replaceFullPath: "/new" },
      },
    ],
    ["mirror", Filter.mirror(shadow), { type: "RequestMirror", service: "shadow-service" }],
    ["mirror of a share", Filter.mirror(shadow, 10), { type: "RequestMirror", service: "shadow-service", percent: 10 }],
    [
      "origins",
      Filter.cors({ allowOrigins: ["https://a.example"], maxAge: 60 }),
      { type: "CORS", allowOrigins: ["https://a.example"], maxAge: 60 },
    ],
    ["password", Filter.basicAuth({ usersFile: "users" }), { type: "BasicAuth", usersFile: "users" }],
    [
      "leave of a service",
      Filter.forwardAuth(shadow, { path: "/check", responseHeaders: ["x-user"] }),
      { type: "ForwardAuth", service: "shadow-service", path: "/check", responseHeaders: ["x-user"] },
    ],
    ["addresses", Filter.ipAccess({ deny: ["10.0.0.0/8"] }), { type: "IPAccess", deny: ["10.0.0.0/8"] }],
    ["rate", Filter.rateLimit({ requests: 5, key: "source" }), { type: "RateLimit", requests: 5, key: "source" }],
    ["size", Filter.maxBodySize(1024), { type: "MaxBodySize", bytes: 1024 }],
    ["compression", Filter.compression(), { type: "Compression" }],
    ["one algorithm", Filter.compression({ algorithms: ["gzip"] }), { type: "Compression", algorithms: ["gzip"] }],
    [
      "error pages",
      Filter.errorPages([{ statuses: ["404"], body: "no" }]),
      { type: "ErrorPages", pages: [{ statuses: ["404"], body: "no" }] },
    ],
    [
      "extension",
      Filter.extension({ group: "aws", kind: "Authentication", name: "staff" }),
      { type: "ExtensionRef", group: "aws", kind: "Authentication", name: "staff" },
    ],
    [
      "fixed response",
      Filter.fixedResponse({ statusCode: 404, body: "no", contentType: "text/plain" }),
      { type: "FixedResponse", statusCode: 404, body: "no", contentType: "text/plain" },
    ],
  ])("Filter: %s", (_name, filter, spec) => {
    expect(filter.spec).toEqual(spec);
  });

  test.each([
    [Balancing.roundRobin(), { algorithm: "RoundRobin" }],
    [Balancing.leastConnections(), { algorithm: "LeastConnections" }],
    [Balancing.random(), { algorithm: "Random" }],
    [Balancing.sourceHash(), { algorithm: "SourceHash" }],
    [Balancing.consistentHash("header:x-user"), { algorithm: "ConsistentHash", key: "header:x-user" }],
    [HealthCheck.http(), { type: "HTTP" }],
    [HealthCheck.http({ path: "/healthz", interval: "5s" }), { type: "HTTP", path: "/healthz", interval: "5s" }],
    [HealthCheck.tcp({ port: 81 }), { type: "TCP", port: 81 }],
    [HealthCheck.grpc(), { type: "GRPC" }],
    [SessionAffinity.cookie(), { type: "Cookie" }],
    [SessionAffinity.cookie({ cookieName: "c", ttl: "1h" }), { type: "Cookie", cookieName: "c", ttl: "1h" }],
    [SessionAffinity.sourceIp({ ttl: "1h" }), { type: "SourceIP", ttl: "1h" }],
    [
      Members.addresses(["10.0.0.1", { address: "10.0.0.2", port: 81, weight: 2 }]),
      { type: "addresses", addresses: [{ address: "10.0.0.1" }, { address: "10.0.0.2", port: 81, weight: 2 }] },
    ],
    [Members.selector({ app: "a" }), { type: "selector", labels: { app: "a" } }],
  ])("%#: %j", (value, spec) => {
    expect(value.spec).toEqual(spec);
  });
});
