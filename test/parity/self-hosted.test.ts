import { readTargets } from "../../lib/parity";
import type { Topology } from "../../lib/topology";
import { locationAt, routingCases } from "../routing/cases";
import { get } from "./support/alb-stack";

function stackOf(topology: object | string): object {
  const content = typeof topology === "string" ? topology : JSON.stringify(topology);
  return {
    resource: {
      local_file: {
        config: { filename: "topology.json", content: escapeTemplate(content) },
      },
    },
  };
}

function escapeTemplate(content: string): string {
  return content.replaceAll("${", "$${").replaceAll("%{", "%%{");
}

describe("a self-hosted proxy", () => {
  test.each(routingCases.map((one) => [one.name, one] as const))("%s", (_, { topology, requests }) => {
    const [target] = readTargets(JSON.stringify(stackOf(topology)));
    for (const { request, expect: expected } of requests) {
      const { location, ...rest } = expected;
      const located = location === undefined ? {} : { location: locationAt(location, 80) };
      expect(target?.decide(request)).toMatchObject({ ...rest, ...located });
    }
  });

  const TOPOLOGY: Topology = {
    version: 1,
    edges: [
      {
        name: "edge",
        listeners: [{ name: "http", port: 80, protocol: "HTTP", router: "shop" }],
      },
    ],
    routers: [
      {
        name: "shop",
        routes: [
          { name: "all", backends: [{ service: "s" }] },
          {
            name: "a",
            matches: [{ path: { type: "Exact", value: "/a" } }],
            backends: [{ service: "s" }],
          },
          {
            name: "b",
            hostnames: ["a.com"],
            matches: [
              {
                path: { type: "PathPrefix", value: "/b" },
                headers: [{ name: "x", value: "${1}" }],
              },
            ],
            filters: [{ type: "RequestRedirect", hostname: "b.com" }],
          },
        ],
      },
    ],
    services: [{ name: "s", members: [{ address: "127.0.0.1", port: 8001 }] }],
  };

  test("lists its matches in the order of precedence, and says which decided", () => {
    const [target] = readTargets(stackOf(TOPOLOGY));
    expect(target?.describe()).toMatchInlineSnapshot(`
      [
        "router shop:",
        "  route b, match 1: hostname a.com and path PathPrefix /b and header x = \${1} -> redirect with 302",
        "  route a, match 1: path Exact /a -> forward to s (weight 1)",
        "  route all, match 1: path PathPrefix / -> forward to s (weight 1)",
      ]
    `);
    expect(target?.explain(get("http://a.com/a")).steps).toMatchInlineSnapshot(`
      [
        {
          "action": "redirect with 302",
          "because": "path: has "/a", needs PathPrefix "/b"",
          "conditions": "hostname a.com and path PathPrefix /b and header x = \${1}",
          "result": "Passed",
          "rule": "route b, match 1",
        },
        {
          "action": "forward to s (weight 1)",
          "conditions": "path Exact /a",
          "result": "Decided",
          "rule": "route a, match 1",
        },
        {
          "action": "forward to s (weight 1)",
          "conditions": "path PathPrefix /",
          "result": "NotReached",
          "rule": "route all, match 1",
        },
      ]
    `);
  });

  test("takes what Terraform makes of an escaped ${", () => {
    const [target] = readTargets(stackOf(TOPOLOGY));
    expect(target?.decide(get("http://a.com/b", [["x", "${1}"]]))).toMatchObject({ route: "b", status: 302 });
  });

  test("may get its Topology from a ConfigMap", () => {
    const stack = {
      resource: {
        kubernetes_config_map_v1: {
          c: { data: { "topology.json": JSON.stringify(TOPOLOGY) } },
        },
      },
    };
    expect(readTargets(stack).map(({ name }) => name)).toEqual(["proxy of kubernetes_config_map_v1.c"]);
  });

  test("does not run what is no valid Topology", () => {
    const broken = { ...TOPOLOGY, services: [] };
    expect(() => readTargets(stackOf(broken))).toThrow(/the Topology in local_file\.config is not valid: routers\[0\]/);
  });

  test("is not made of files that hold something else", () => {
    expect(readTargets(stackOf("just a text"))).toEqual([]);
    expect(readTargets(stackOf({ name: "package" }))).toEqual([]);
  });
});

test("an output that is not JSON is said to be none", () => {
  expect(() => readTargets("{")).toThrow(SyntaxError);
});

test("an output that takes no HTTP has no target", () => {
  expect(readTargets({ resource: { aws_s3_bucket: { b: {} } } })).toEqual([]);
});
