import { serviceHints } from "../../../../constructs/kubernetes/ingress/dialects/aws-load-balancer-controller/service-hints";
import { type IngressObject, isIngress } from "../../../../constructs/kubernetes/objects";
import type { Route, Service } from "../../../../lib/topology";
import { type LoweringOptions, listener, lower } from "./lowering";

const PREFIX = "alb.ingress.kubernetes.io/";

function lowerRoutes(routes: readonly Partial<Route>[], options: LoweringOptions = {}) {
  const complete = routes.map((route, index): Route => ({ name: `r${index}`, backends: [{ service: "s" }], ...route }));
  const { objects, findings } = lower({ name: "shop", routes: complete }, { className: "alb", ...options });
  return { ingresses: objects.map(({ object }) => object).filter(isIngress), findings };
}

function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length > 1) throw new Error(`one was expected, not ${list.length}`);
  return first;
}

/** The rules of an Ingress, one a line: `host type path -> name:port`. */
function lines({ spec }: IngressObject): string[] {
  return spec.rules.map(({ host = "*", http }) => {
    const { path, pathType, backend } = only(http.paths);
    const { name, port } = backend.service;
    return `${host} ${pathType} ${path} -> ${name}:${"number" in port ? port.number : port.name}`;
  });
}

/** The controller's own annotations of an Ingress, read where they are JSON. */
function annotations({ metadata }: IngressObject): Record<string, unknown> {
  const own = Object.entries(metadata.annotations ?? {}).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(
    own.map(([name, value]) => [name.slice(PREFIX.length), /^[[{]/.test(value) ? JSON.parse(value) : value]),
  );
}

function codes(findings: readonly { readonly code: string }[]): string[] {
  return findings.map(({ code }) => code);
}

const toS = { type: "forward", forwardConfig: { targetGroups: [{ serviceName: "s", servicePort: 80, weight: 1 }] } };

describe("the rules of a listener (guide, Ingress annotations)", () => {
  test("stand in the order of precedence, one path each, so that the controller has nothing to sort", () => {
    const { ingresses } = lowerRoutes([
      { name: "all" },
      { name: "users", matches: [{ path: { type: "PathPrefix", value: "/users" } }] },
      { name: "me", matches: [{ path: { type: "Exact", value: "/users/me" } }] },
      { name: "wild", hostnames: ["*.a.com"] },
      { name: "host", hostnames: ["b.a.com"] },
    ]);

    expect(lines(only(ingresses))).toEqual([
      "b.a.com ImplementationSpecific  -> s:80",
      "*.a.com ImplementationSpecific  -> s:80",
      "* Exact /users/me -> s:80",
      "* Prefix /users -> s:80",
      "* Prefix / -> s:80",
    ]);
    expect(only(ingresses).metadata.annotations).toMatchObject({
      "portico/router": "shop",
      "portico/routes": "host,wild,me,users,all",
    });
  });

  test("lead to pods, on the port of the listener, in the group of the edge", () => {
    expect(annotations(only(lowerRoutes([{}]).ingresses))).toEqual({
      "group.name": "shop.edge",
      "listen-ports": [{ HTTP: 80 }],
      "target-type": "ip",
    });
  });

  test.each<[string, Partial<Route>, string, Record<string, unknown>]>([
    [
      "a method, a header, a parameter and a range",
      {
        matches: [
          {
            method: "GET",
            headers: [{ name: "x", value: "1" }],
            queryParams: [{ name: "2", value: "3" }],
            sourceRanges: ["10.0.0.0/8"],
          },
        ],
      },
      "* ImplementationSpecific  -> r0:use-annotation",
      {
        "actions.r0": toS,
        "conditions.r0": [
          { field: "http-header", httpHeaderConfig: { httpHeaderName: "x", values: ["1"] } },
          { field: "http-request-method", httpRequestMethodConfig: { values: ["GET"] } },
          { field: "query-string", queryStringConfig: { values: [{ key: "2", value: "3" }] } },
          { field: "source-ip", sourceIpConfig: { values: ["10.0.0.0/8"] } },
        ],
      },
    ],
    [
      "further hosts and paths",
      {
        hostnames: ["a.com", "b.com"],
        matches: [{ path: { type: "Exact", value: "/a" } }, { path: { type: "Exact", value: "/b" } }],
      },
      "a.com ImplementationSpecific  -> r0:use-annotation",
      {
        "actions.r0": toS,
        "conditions.r0": [
          { field: "host-header", hostHeaderConfig: { values: ["b.com"] } },
          { field: "path-pattern", pathPatternConfig: { values: ["/a", "/b"] } },
        ],
      },
    ],
    [
      "a regular expression",
      { matches: [{ path: { type: "RegularExpression", value: "/[0-9]+" } }] },
      "* ImplementationSpecific  -> r0:use-annotation",
      {
        "actions.r0": toS,
        "conditions.r0": [{ field: "path-pattern", pathPatternConfig: { regexValues: ["^/[0-9]+$"] } }],
      },
    ],
    [
      "weights",
      {
        backends: [
          { service: "a", weight: 90 },
          { service: "b", weight: 10 },
        ],
      },
      "* Prefix / -> r0:use-annotation",
      {
        "actions.r0": {
          type: "forward",
          forwardConfig: {
            targetGroups: [
              { serviceName: "a", servicePort: 80, weight: 90 },
              { serviceName: "b", servicePort: 80, weight: 10 },
            ],
          },
        },
      },
    ],
    [
      "a rewrite",
      {
        matches: [{ path: { type: "PathPrefix", value: "/a" } }],
        filters: [
          {
            type: "URLRewrite",
            hostname: "in.local",
            path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/b" },
          },
        ],
      },
      "* Prefix /a -> r0:use-annotation",
      {
        "actions.r0": toS,
        "transforms.r0": [
          { type: "url-rewrite", urlRewriteConfig: { rewrites: [{ regex: "^/a", replace: "/b" }] } },
          {
            type: "host-header-rewrite",
            hostHeaderRewriteConfig: { rewrites: [{ regex: "^.*$", replace: "in.local" }] },
          },
        ],
      },
    ],
    [
      "a redirect",
      { backends: [], filters: [{ type: "RequestRedirect", scheme: "https", statusCode: 301 }] },
      "* Prefix / -> r0:use-annotation",
      {
        "actions.r0": {
          type: "redirect",
          redirectConfig: {
            protocol: "HTTPS",
            host: "#{host}",
            port: "443",
            path: "/#{path}",
            query: "#{query}",
            statusCode: "HTTP_301",
          },
        },
      },
    ],
    [
      "an answer",
      { backends: [], filters: [{ type: "FixedResponse", statusCode: 404, body: "no" }] },
      "* Prefix / -> r0:use-annotation",
      {
        "actions.r0": {
          type: "fixed-response",
          fixedResponseConfig: { contentType: "text/plain", statusCode: "404", messageBody: "no" },
        },
      },
    ],
    [
      "no weight at all",
      { backends: [{ service: "s", weight: 0 }] },
      "* Prefix / -> r0:use-annotation",
      {
        "actions.r0": { type: "fixed-response", fixedResponseConfig: { contentType: "text/plain", statusCode: "500" } },
      },
    ],
  ])("have %s in annotations of the rule's name", (_, route, line, expected) => {
    const { ingresses, findings } = lowerRoutes([route]);

    expect(findings).toEqual([]);
    expect(lines(only(ingresses))).toEqual([line]);
    const { "group.name": group, "listen-ports": ports, "target-type": type, ...own } = annotations(only(ingresses));
    expect(own).toEqual(expected);
  });

  test("have names that fit an annotation and are no Service's, whose conditions they would change", () => {
    const long = "a".repeat(60);
    const split = { backends: [{ service: "s" }, { service: "t" }] };
    const { ingresses } = lowerRoutes([
      { name: "s", ...split, hostnames: ["a.com"] },
      { name: "S.1", ...split, hostnames: ["b.com"] },
      { name: long, ...split, hostnames: ["c.com"] },
    ]);

    const names = lines(only(ingresses)).map((line) => /-> (.*):/.exec(line)?.[1] ?? "");
    expect(names).toEqual([
      expect.stringMatching(/^s-[0-9a-f]{8}$/),
      expect.stringMatching(/^s-1-[0-9a-f]{8}$/),
      expect.stringMatching(/^a{43}-[0-9a-f]{8}$/),
    ]);
    expect(Math.max(...names.map((name) => `transforms.${name}`.length))).toBeLessThanOrEqual(63);
  });

  test("are a hundred unless AWS takes more, as a warning says", () => {
    const routes = Array.from({ length: 101 }, (_, index) => ({
      matches: [{ path: { type: "PathPrefix", value: `/${index}` } as const }],
    }));

    expect(lowerRoutes(routes).findings.map(({ code, severity }) => [code, severity])).toEqual([
      ["ingress-rule-quota", "warning"],
    ]);
    expect(lowerRoutes(routes.slice(1)).findings).toEqual([]);
  });

  test("say what a load balancer cannot do in the words of one on AWS", () => {
    const { findings } = lowerRoutes([
      {
        matches: [{ headers: [{ name: "x", value: "a" }] }],
        timeouts: { request: "1s" },
        retry: { attempts: 2 },
        filters: [{ type: "RequestHeaderModifier", set: [{ name: "x", value: "1" }] }],
      },
    ]);

    expect(codes(findings).sort()).toEqual([
      "alb-header-modifier",
      "alb-header-value-case",
      "alb-retry",
      "alb-timeouts",
    ]);
    expect(findings.map(({ route }) => route)).toEqual([0, 0, 0, 0]);
    expect(findings.map(({ at }) => at)).toContain("matches[0].headers[0].value");
  });
});

describe("a redirect by regular expression (pkg/ingress/rule_optimizer.go)", () => {
  const redirect = { backends: [], filters: [{ type: "RequestRedirect", scheme: "https" }] } as const;

  test("asks for any address, so that the controller does not take it for one of all requests", () => {
    const { ingresses, findings } = lowerRoutes([
      { ...redirect, matches: [{ path: { type: "RegularExpression", value: "/[0-9]+" } }] },
      {},
    ]);

    expect(findings).toEqual([]);
    expect(annotations(only(ingresses))["conditions.r0"]).toContainEqual({
      field: "source-ip",
      sourceIpConfig: { values: ["0.0.0.0/0", "::/0"] },
    });
  });

  test("is refused where a rule has no room for that", () => {
    const hostnames = ["a.com", "b.com", "c.com", "d.com"];
    const { findings } = lowerRoutes([{ ...redirect, hostnames }, {}], { listeners: [listener("HTTP", 8080)] });

    expect(codes(findings)).toEqual(["ingress-redirect-expression"]);
  });

  test("has no need of it beside another condition", () => {
    const matches = [{ method: "GET", path: { type: "RegularExpression", value: "/[0-9]+" } }] as const;
    const { ingresses } = lowerRoutes([{ ...redirect, matches }]);

    expect(JSON.stringify(annotations(only(ingresses)))).not.toContain("source-ip");
  });
});

describe("listeners", () => {
  const certificate = "arn:aws:acm:eu-west-1:1:certificate/c";

  test("have an Ingress each, with the certificates of their own", () => {
    const { ingresses, findings } = lowerRoutes([{}], {
      listeners: [listener("HTTP", 8080), listener("HTTPS", 8443, [{ secretName: certificate }])],
    });

    expect(findings).toEqual([]);
    expect(ingresses.map((ingress) => [ingress.metadata.name, annotations(ingress)])).toEqual([
      ["shop-edge-http", { "group.name": "shop.edge", "listen-ports": [{ HTTP: 8080 }], "target-type": "ip" }],
      [
        "shop-edge-https",
        {
          "group.name": "shop.edge",
          "listen-ports": [{ HTTPS: 8443 }],
          "certificate-arn": certificate,
          "target-type": "ip",
        },
      ],
    ]);
    expect(ingresses.map(({ spec }) => spec.tls)).toEqual([undefined, undefined]);
  });

  test("take no Secret for a certificate", () => {
    const listeners = [listener("HTTPS", 443, [{ secretName: "main-tls" }])];

    expect(codes(lowerRoutes([{}], { listeners }).findings)).toEqual(["ingress-certificate-arn"]);
  });

  test("lead to HTTP/2 alone from HTTPS, and say so once", () => {
    const services = new Map([["s", { name: "s", namespace: "shop", port: 80, protocol: "GRPC" as const }]]);
    const https = listener("HTTPS", 443, [{ secretName: certificate }]);

    expect(lowerRoutes([{}], { services, listeners: [https] }).findings).toEqual([]);
    const plain = [listener("HTTP", 80), { ...listener("HTTP", 8080), name: "other" }];
    expect(codes(lowerRoutes([{}], { services, listeners: plain }).findings)).toEqual(["alb-protocol-version"]);
  });

  test("are none where nothing leads to the router: the controller opens a port by itself", () => {
    expect(annotations(only(lowerRoutes([{}], { listeners: [] }).ingresses))).toEqual({ "target-type": "ip" });
  });
});

describe("the target group of a Service (guide, Ingress annotations)", () => {
  const hints = (service: Partial<Service>, selector: Record<string, string> | null = { app: "s" }) => {
    const {
      annotations,
      expressed,
      findings = [],
    } = serviceHints({
      service: { name: "s", ...service },
      port: 80,
      ...(selector === null ? {} : { selector }),
    });
    const short = Object.entries(annotations).map(([name, value]) => [name.slice(PREFIX.length), value]);
    return { annotations: Object.fromEntries(short), expressed, codes: codes(findings) };
  };

  const DEFAULTS = {
    "backend-protocol-version": "HTTP1",
    "healthcheck-protocol": "HTTP",
    "healthcheck-port": "traffic-port",
    "healthcheck-path": "/",
    "healthcheck-interval-seconds": "10",
    "healthcheck-timeout-seconds": "2",
    "healthy-threshold-count": "2",
    "unhealthy-threshold-count": "3",
    "success-codes": "200-499",
    "target-group-attributes":
      "stickiness.enabled=false,load_balancing.algorithm.type=round_robin,deregistration_delay.timeout_seconds=30",
  };

  test("passes whatever answers where no check is asked for", () => {
    expect(hints({})).toEqual({
      annotations: DEFAULTS,
      expressed: ["balancing", "healthCheck", "drain"],
      codes: [],
    });
  });

  test.each<[string, Partial<Service>, Record<string, string>, string[]]>([
    [
      "probes the path that is asked for",
      {
        healthCheck: {
          type: "HTTP",
          path: "/health",
          port: 9000,
          interval: "15s",
          timeout: "5s",
          healthyThreshold: 4,
          unhealthyThreshold: 5,
        },
      },
      {
        "healthcheck-path": "/health",
        "healthcheck-port": "9000",
        "healthcheck-interval-seconds": "15",
        "healthcheck-timeout-seconds": "5",
        "healthy-threshold-count": "4",
        "unhealthy-threshold-count": "5",
        "success-codes": "200-399",
      },
      [],
    ],
    [
      "probes gRPC by its own protocol",
      { protocol: "GRPC", healthCheck: { type: "GRPC" } },
      {
        "backend-protocol-version": "GRPC",
        "healthcheck-path": "/grpc.health.v1.Health/Check",
        "success-codes": "0",
      },
      [],
    ],
    [
      "takes the nearest of what AWS takes",
      {
        healthCheck: {
          type: "HTTP",
          interval: "2s",
          timeout: "500ms",
          healthyThreshold: 1,
          expectedStatuses: ["200-599"],
        },
      },
      { "healthcheck-interval-seconds": "5", "success-codes": "200-499" },
      ["kubernetes-health-check"],
    ],
    ["does not open a connection alone", { healthCheck: { type: "TCP" } }, {}, ["kubernetes-health-check"]],
    [
      "keeps clients by cookie",
      { sessionAffinity: { type: "Cookie", ttl: "1h" } },
      {
        "target-group-attributes":
          "stickiness.enabled=true,stickiness.type=lb_cookie,stickiness.lb_cookie.duration_seconds=3600,load_balancing.algorithm.type=round_robin,deregistration_delay.timeout_seconds=30",
      },
      [],
    ],
    [
      "has a cookie of one name and a week",
      { sessionAffinity: { type: "Cookie", cookieName: "session", ttl: "169h" } },
      {
        "target-group-attributes":
          "stickiness.enabled=true,stickiness.type=lb_cookie,stickiness.lb_cookie.duration_seconds=604800,load_balancing.algorithm.type=round_robin,deregistration_delay.timeout_seconds=30",
      },
      ["kubernetes-session-affinity", "alb-cookie-name"],
    ],
    [
      "balances and drains",
      { balancing: { algorithm: "LeastConnections" }, drain: "1m" },
      {
        "target-group-attributes":
          "stickiness.enabled=false,load_balancing.algorithm.type=least_outstanding_requests,deregistration_delay.timeout_seconds=60",
      },
      [],
    ],
    [
      "drains for an hour at most",
      { drain: "2h" },
      {
        "target-group-attributes":
          "stickiness.enabled=false,load_balancing.algorithm.type=round_robin,deregistration_delay.timeout_seconds=3600",
      },
      ["kubernetes-drain"],
    ],
  ])("%s", (_, service, expected, found) => {
    const { annotations, codes } = hints(service);

    expect(annotations).toMatchObject(expected);
    expect(codes).toEqual(found);
  });

  test("is silent on what the controller has no word for", () => {
    expect(hints({ balancing: { algorithm: "SourceHash" } }).expressed).not.toContain("balancing");
  });

  test("has no plain addresses", () => {
    const members = [{ address: "10.0.0.1", port: 80 }];

    expect(hints({ members }, null).codes).toEqual(["ingress-addresses"]);
    expect(hints({ members, protocol: "TCP" }, null)).toEqual({ annotations: {}, expressed: [], codes: [] });
  });
});
