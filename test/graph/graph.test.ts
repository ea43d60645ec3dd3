import { drawTopology } from "../../lib/graph";
import { type Topology, validateTopology } from "../../lib/topology";

const topology: Topology = {
  version: 1,
  edges: [
    {
      name: "edge",
      listeners: [
        { name: "http", port: 80, protocol: "HTTP", router: "shop" },
        { name: "db", port: 3306, protocol: "TCP", service: "galera" },
        {
          name: "sni",
          port: 9443,
          protocol: "TLS",
          tls: { mode: "Passthrough" },
          tlsRoutes: [{ hostnames: ["db.example.com"], service: "galera" }],
          service: "galera",
        },
      ],
    },
  ],
  routers: [
    {
      name: "shop",
      hostnames: ["shop.example.com"],
      routes: [
        {
          name: "users",
          matches: [{ path: { type: "PathPrefix", value: "/users" }, method: "GET" }],
          filters: [{ type: "RequestMirror", service: "shadow", percent: 10 }],
          backends: [
            { service: "users", weight: 9 },
            { service: "next", weight: 1 },
          ],
        },
        {
          name: "old",
          hostnames: ["shop.example.com"],
          matches: [
            { path: { type: "Exact", value: '/<old>&"' }, sourceRanges: ["10.0.0.0/8"] },
            { headers: [{ name: "x-old", value: "1" }], queryParams: [{ name: "v", value: "2" }] },
            { path: { type: "RegularExpression", value: "/v[0-9]+" } },
          ],
          filters: [{ type: "RequestRedirect", scheme: "https", statusCode: 301 }],
        },
      ],
    },
  ],
  services: [
    { name: "users", members: [{ address: "10.0.1.10", port: 80 }], healthCheck: { type: "HTTP" } },
    { name: "next", discovery: { type: "dns", hostname: "next.internal", port: 80 } },
    { name: "shadow" },
    { name: "galera", protocol: "TCP", balancing: { algorithm: "LeastConnections" } },
  ],
};

/** Without the paths that are not in normal form, which a drawing has to bear all the same. */
const valid = JSON.parse(JSON.stringify(topology).replace(/\/<old>&\\"/, "/old")) as Topology;

test("the example is valid", () => {
  expect(validateTopology(valid)).toEqual([]);
});

test("as Mermaid: listeners, routes and services, and what leads to what", () => {
  expect(drawTopology(topology, "mermaid")).toBe(`flowchart LR
  subgraph n4["edge"]
    n1["<b>http</b><br>HTTP 80"]
    n2["<b>db</b><br>TCP 3306"]
    n3["<b>sni</b><br>TLS 9443, passed through"]
  end
  subgraph n7["shop: shop.example.com"]
    n5["<b>users</b><br>GET /users/…<br>RequestMirror to shadow"]
    n6["<b>old</b><br>shop.example.com<br>= /#60;old#62;#38;#34;, from 10.0.0.0/8<br>every path, header x-old: 1, query v=2<br>and 2 more"]
  end
  n8["<b>users</b><br>HTTP, RoundRobin<br>1 member<br>checked by HTTP"]
  n9["<b>next</b><br>HTTP, RoundRobin<br>found by dns"]
  n10["<b>shadow</b><br>HTTP, RoundRobin<br>0 members"]
  n11["<b>galera</b><br>TCP, LeastConnections<br>0 members"]
  n1 --> n7
  n2 --> n11
  n3 -->|"db.example.com"| n11
  n3 --> n11
  n5 -->|"90 %"| n8
  n5 -->|"10 %"| n9
  n5 -.->|"10 % copied"| n10
`);
});

describe("as SVG", () => {
  const svg = drawTopology(topology, "svg");
  const numbers = (name: string, tag: string) =>
    [...svg.matchAll(new RegExp(`<${tag} class="${name}"([^>]*)>`, "g"))].map(([, attributes = ""]) =>
      Object.fromEntries([...attributes.matchAll(/(\w+)="([\d.]+)"/g)].map(([, key, value]) => [key, Number(value)])),
    );

  test("holds every box and every link, and nothing from elsewhere", () => {
    expect(numbers("box", "rect")).toHaveLength(9);
    expect(svg.match(/<path class="link/g)).toHaveLength(7);
    expect(svg.match(/class="link mirror"/g)).toHaveLength(1);
    expect(svg).not.toMatch(/<script|href|url\((?!#)/);
  });

  test("no text of the Topology is read as markup", () => {
    expect(svg).toContain("= /&#60;old&#62;&#38;&#34;, from 10.0.0.0/8");
    expect(svg).not.toContain("<old>");
  });

  test("no box lies on another one, and all lie in the picture", () => {
    const boxes = numbers("box", "rect");
    const [, width = 0, height = 0] = (/width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []).map(Number);
    for (const [index, { x = 0, y = 0, width: w = 0, height: h = 0 }] of boxes.entries()) {
      expect(x + w).toBeLessThan(width);
      expect(y + h).toBeLessThan(height);
      for (const other of boxes.slice(index + 1)) {
        const apart =
          x + w <= (other.x ?? 0) ||
          (other.x ?? 0) + (other.width ?? 0) <= x ||
          y + h <= (other.y ?? 0) ||
          (other.y ?? 0) + (other.height ?? 0) <= y;
        expect(apart).toBe(true);
      }
    }
  });

  test("lines to services that no router leads to pass below the routers", () => {
    const router = numbers("group", "rect")[1];
    const below = (router?.y ?? 0) + (router?.height ?? 0);
    const lanes = [...svg.matchAll(/L(\d+) (\d+)C/g)].map(([, , y]) => Number(y));
    expect(lanes).toHaveLength(3);
    for (const lane of lanes) expect(lane).toBeGreaterThan(below);
    expect(new Set(lanes).size).toBe(3);
  });
});

test("an empty Topology is an empty picture", () => {
  expect(drawTopology({ version: 1 }, "mermaid")).toBe("flowchart LR\n");
  expect(drawTopology({ version: 1 }, "svg")).toMatch(/^<svg [^>]*>[\s\S]*<\/svg>\n$/);
});
