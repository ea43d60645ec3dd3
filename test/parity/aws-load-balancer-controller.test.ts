import { readTargets } from "../../lib/parity";
import type { Decision, DecisionRequest } from "../../lib/routing";
import { get } from "./support/alb-stack";
import { decideByClass } from "./support/decide-ingress";
import { type IngressSpec, ingressStack, type PathSpec } from "./support/ingress-stack";

const OPTIMIZER = "kubernetes-sigs/aws-load-balancer-controller pkg/ingress/rule_optimizer.go";
const RULES = "kubernetes-sigs/aws-load-balancer-controller pkg/ingress/model_build_listener_rules.go";
const GUIDE = "AWS Load Balancer Controller guide, Ingress annotations";
const PREFIX = "alb.ingress.kubernetes.io/";

function annotated(
  annotations: Readonly<Record<string, unknown>>,
  paths: readonly PathSpec[],
  host?: string,
): IngressSpec {
  const named = Object.entries(annotations).map(([name, value]) => [
    PREFIX + name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { annotations: Object.fromEntries(named), rules: [{ ...(host === undefined ? {} : { host }), paths }] };
}

function decideByAction(name: string, action: object): Decision {
  const ingress = annotated({ [`actions.${name}`]: action }, [["Prefix", "/", name]]);
  return decide({ shop: { ...ingress, actions: [name] } }, "http://a.com/");
}

function decide(ingresses: Readonly<Record<string, IngressSpec>>, request: DecisionRequest | string): Decision {
  return decideByClass("alb", ingresses, request);
}

describe(RULES, () => {
  test("exact paths, then prefixes by length, then the others in their order", () => {
    const paths: PathSpec[] = [
      ["ImplementationSpecific", "/*", "other"],
      ["Prefix", "/foo", "short"],
      ["Prefix", "/foo/bar", "long"],
      ["Exact", "/foo/bar", "exact"],
    ];
    const service = (path: string) => decide({ shop: { rules: [{ paths }] } }, `http://a.com${path}`).service;
    expect(["/foo/bar", "/foo/bar/", "/foo", "/foobar", "/"].map(service)).toEqual([
      "exact",
      "long",
      "short",
      "other",
      "other",
    ]);
  });

  test("hosts are tried in the order of the rules, and as the load balancer compares them", () => {
    const rules = [
      { host: "*.a.com", paths: [["Prefix", "/", "wild"]] },
      { host: "b.a.com", paths: [["Prefix", "/", "exact"]] },
    ] as const;
    const service = (host: string) => decide({ shop: { rules } }, `http://${host}/`).service;
    expect(["b.a.com", "d.c.a.com", "a.com"].map(service)).toEqual(["wild", "wild", null]);
  });

  test("an empty path is no condition", () => {
    const rules = [{ host: "a.com", paths: [["ImplementationSpecific", "", "s"]] }] as const;
    expect(["a.com/x", "b.com/x"].map((url) => decide({ shop: { rules } }, `http://${url}`).service)).toEqual([
      "s",
      null,
    ]);
  });

  test("the prefix / is every path; a prefix with a trailing slash is the one without", () => {
    const paths: PathSpec[] = [
      ["Prefix", "/foo/", "foo"],
      ["Prefix", "/", "all"],
    ];
    const service = (path: string) => decide({ shop: { rules: [{ paths }] } }, `http://a.com${path}`).service;
    expect(["/foo", "/foo/x", "/"].map(service)).toEqual(["foo", "foo", "all"]);
  });
});

describe(GUIDE, () => {
  test("actions: a split over target groups", () => {
    const forwardConfig = {
      targetGroups: [
        { serviceName: "service-1", servicePort: "http", weight: 20 },
        { serviceName: "service-2", servicePort: 80, weight: 80 },
      ],
    };
    expect(decideByAction("forward-multiple", { type: "forward", forwardConfig })).toMatchObject({
      service: "service-2",
      backends: [
        { service: "service-1", share: 0.2 },
        { service: "service-2", share: 0.8 },
      ],
    });
  });

  test("actions: fixed response and redirect", () => {
    const fixed = {
      type: "fixed-response",
      fixedResponseConfig: { contentType: "text/plain", statusCode: "503", messageBody: "503 error text" },
    };
    expect(decideByAction("response-503", fixed)).toMatchObject({
      status: 503,
      response: { contentType: "text/plain", body: "503 error text" },
    });
    const redirect = {
      type: "redirect",
      redirectConfig: {
        host: "aws.amazon.com",
        path: "/eks/",
        port: "443",
        protocol: "HTTPS",
        query: "k=v",
        statusCode: "HTTP_302",
      },
    };
    expect(decideByAction("redirect-to-eks", redirect)).toMatchObject({
      status: 302,
      location: "https://aws.amazon.com:443/eks/?k=v",
    });
  });

  test.each<[string, object, DecisionRequest, DecisionRequest]>([
    [
      "host-header",
      { field: "host-header", hostHeaderConfig: { values: ["anno.example.com"] } },
      get("http://anno.example.com/"),
      get("http://b.com/"),
    ],
    [
      "http-header",
      {
        field: "http-header",
        httpHeaderConfig: { httpHeaderName: "HeaderName", values: ["HeaderValue1", "HeaderValue2"] },
      },
      get("http://a.com/", [["headername", "HeaderValue2"]]),
      get("http://a.com/"),
    ],
    [
      "http-request-method",
      { field: "http-request-method", httpRequestMethodConfig: { values: ["GET", "HEAD"] } },
      get("http://a.com/"),
      { method: "POST", url: "http://a.com/" },
    ],
    [
      "query-string",
      {
        field: "query-string",
        queryStringConfig: { values: [{ key: "paramA", value: "valueA1" }, { value: "valueA2" }] },
      },
      get("http://a.com/?x=valueA2"),
      get("http://a.com/?paramA=x"),
    ],
    [
      "source-ip",
      { field: "source-ip", sourceIpConfig: { values: ["192.168.0.0/16"] } },
      { ...get("http://a.com/"), sourceIp: "192.168.7.7" },
      get("http://a.com/"),
    ],
  ])("conditions: %s", (_, condition, fits, fitsNot) => {
    const ingresses = { shop: annotated({ "conditions.s": [condition] }, [["Prefix", "/", "s"]]) };
    expect([decide(ingresses, fits).service, decide(ingresses, fitsNot).service]).toEqual(["s", null]);
  });

  test("conditions: hosts and paths are further values beside those of the rule", () => {
    const conditions = [
      { field: "host-header", hostHeaderConfig: { values: ["b.com"] } },
      { field: "path-pattern", pathPatternConfig: { values: ["/more"] } },
    ];
    const ingresses = { shop: annotated({ "conditions.s": conditions }, [["Exact", "/x", "s"]], "a.com") };
    const service = (url: string) => decide(ingresses, `http://${url}`).service;
    expect(["a.com/x", "b.com/more", "c.com/x", "a.com/y"].map(service)).toEqual(["s", "s", null, null]);
  });

  test("transforms, by the name of the service", () => {
    const transforms = [
      { type: "url-rewrite", urlRewriteConfig: { rewrites: [{ regex: "^\\/api\\/(.*)$", replace: "/$1" }] } },
      {
        type: "host-header-rewrite",
        hostHeaderRewriteConfig: { rewrites: [{ regex: "^.*$", replace: "internal.example" }] },
      },
    ];
    const ingresses = { shop: annotated({ "transforms.s": transforms }, [["Prefix", "/api", "s"]]) };
    expect(decide(ingresses, "http://a.com/api/x?q=1")).toMatchObject({ path: "/x?q=1", host: "internal.example" });
  });

  test("use-regex-path-match: a path of type ImplementationSpecific is an expression after its first slash", () => {
    const ingresses = {
      shop: annotated({ "use-regex-path-match": "true" }, [["ImplementationSpecific", "/^/api/(.+)$", "s"]]),
    };
    expect([
      decide(ingresses, "http://a.com/api/x").service,
      decide(ingresses, "http://a.com/x/api/y").service,
    ]).toEqual(["s", null]);
  });

  test("ssl-redirect: HTTP is sent to the port of HTTPS with 301", () => {
    const listening = { "listen-ports": [{ HTTP: 80 }, { HTTPS: 443 }], "ssl-redirect": "443" };
    const ingresses = { shop: annotated(listening, [["Prefix", "/", "s"]]) };
    expect(decide(ingresses, "http://a.com/x?q=1")).toMatchObject({ status: 301, location: "https://a.com:443/x?q=1" });
    expect(decide(ingresses, "https://a.com/x")).toMatchObject({ service: "s" });
  });

  test.each([
    [{}, ["HTTP:80"], ["HTTPS:443", "HTTP:8080"]],
    [{ "certificate-arn": "arn:aws:acm:1" }, ["HTTPS:443"], ["HTTP:80"]],
    [{ "listen-ports": [{ HTTP: 80 }, { HTTP: 8080 }] }, ["HTTP:80", "HTTP:8080"], ["HTTPS:443"]],
  ])("listen-ports: with %j there are the listeners %j, and not %j", (annotations, present, absent) => {
    const ingresses = { shop: annotated(annotations, [["Prefix", "/", "s"]]) };
    const decideAt = (listener: string) => decide(ingresses, { ...get("http://a.com/"), listener });
    for (const listener of present) expect(decideAt(listener).service).toBe("s");
    for (const listener of absent) expect(() => decideAt(listener)).toThrow(RangeError);
  });

  test("Ingresses of a group share a load balancer, in the order of group.order; one without has its own", () => {
    const ingress = (order: string | undefined, service: string, group = "shop"): IngressSpec => ({
      className: "alb",
      ...annotated(
        { ...(group === "" ? {} : { "group.name": group }), ...(order === undefined ? {} : { "group.order": order }) },
        [["Prefix", "/", service]],
      ),
    });
    const stack = ingressStack({
      a: ingress("2", "second"),
      b: ingress("1", "first"),
      c: ingress(undefined, "alone", ""),
    });
    const targets = readTargets(stack);
    expect(targets.map((target) => [target.name, target.decide(get("http://a.com/")).service])).toEqual([
      ["AWS Load Balancer Controller, shop", "first"],
      ["AWS Load Balancer Controller, alb/shop/c", "alone"],
    ]);
  });
});

describe(OPTIMIZER, () => {
  const listening = { "listen-ports": [{ HTTP: 80 }, { HTTPS: 443 }] };
  const redirect = { type: "redirect", redirectConfig: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
  const withAction = (annotations: Readonly<Record<string, unknown>>, paths: readonly PathSpec[]): IngressSpec => ({
    ...annotated({ ...listening, "actions.redirect": redirect, ...annotations }, paths),
    actions: ["redirect"],
  });
  const paths: PathSpec[] = [
    ["Exact", "/a", "redirect"],
    ["Prefix", "/a", "s"],
    ["Prefix", "/", "redirect"],
    ["ImplementationSpecific", "/b", "never"],
  ];

  test("a redirect that would be endless is left out of the listener that it leads to", () => {
    const ingresses = { shop: withAction({}, paths) };
    expect(decide(ingresses, "http://a.com/a")).toMatchObject({ status: 301, location: "https://a.com:443/a" });
    expect(decide(ingresses, "https://a.com/a")).toMatchObject({ service: "s" });
    expect(decide(ingresses, "https://a.com/b")).toMatchObject({ service: "never" });
  });

  test.each([
    ["of every path", {}, null],
    [
      "of every path with another condition",
      { field: "http-request-method", httpRequestMethodConfig: { values: ["GET"] } },
      "s",
    ],
    ["of other hosts", { field: "host-header", hostHeaderConfig: { values: ["b.com"] } }, "s"],
    ["of hosts by an expression", { field: "host-header", hostHeaderConfig: { regexValues: ["^b[.]com$"] } }, null],
  ])("after a redirect %s", (_, condition, service) => {
    const spec = withAction("field" in condition ? { "conditions.redirect": [condition] } : {}, [
      ["Prefix", "/", "redirect"],
      ["ImplementationSpecific", "/b", "s"],
    ]);
    expect(decide({ shop: spec }, { method: "POST", url: "http://a.com/b" }).service).toBe(service);
  });
});
