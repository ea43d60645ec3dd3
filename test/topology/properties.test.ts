import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { isRefusal, normalizePath } from "../../lib/routing";
import { checkSharedSockets, parseTopology, type Topology, validateTopology } from "../../lib/topology";
import { pathFault } from "../../lib/topology/path-value";
import { mutate, mutation, validTopology } from "./arbitraries";

describe("validateTopology", () => {
  it("has nothing to say about the contract's example", () => {
    const text = readFileSync(join(__dirname, "fixtures", "contract.json"), "utf8");
    const { topology, diagnostics } = parseTopology(text);
    expect(diagnostics).toEqual([]);
    expect(topology).toEqual(JSON.parse(text));
  });

  it("has nothing to say about valid Topologies", () => {
    fc.assert(
      fc.property(validTopology, (topology) => expect(validateTopology(topology)).toEqual([])),
      { numRuns: 300 },
    );
  });

  it("never throws on any JSON", () => {
    fc.assert(fc.property(fc.jsonValue(), (document) => expect(Array.isArray(validateTopology(document))).toBe(true)));
  });

  it("never throws on a Topology with some places changed, and says where", () => {
    fc.assert(
      fc.property(validTopology, fc.array(mutation, { minLength: 1, maxLength: 4 }), (topology, mutations) => {
        const document = mutations.reduce<unknown>(mutate, topology);
        for (const { path, message, code } of validateTopology(document)) {
          expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
          expect(message).not.toMatch(/\.$|undefined|\[object/);
          expect(path).toMatch(/^$|^[a-z$]/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("leaves the document as it was", () => {
    fc.assert(
      fc.property(validTopology, mutation, (topology, change) => {
        const document = mutate(topology, change);
        const before = structuredClone(document);
        validateTopology(document);
        expect(document).toEqual(before);
      }),
    );
  });

  it("takes names of JavaScript's own for ordinary ones", () => {
    const text =
      '{ "version": 1, "__proto__": 1, "constructor": {}, "services": [{ "name": "constructor", "__proto__": 1 }] }';
    expect(parseTopology(text).diagnostics.map(({ path, code }) => `${code} ${path}`)).toEqual([
      "unknown-field __proto__",
      "unknown-field constructor",
      "unknown-field services[0].__proto__",
    ]);
  });

  it("costs no more than it should: 10,000 routes over 1,000 hosts", () => {
    const topology = largeTopology(10_000);
    validateTopology({ version: 1 });
    const start = performance.now();
    expect(validateTopology(topology)).toEqual([]);
    // A guard against growth with the square of the routes, with room for a busy machine.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe("paths", () => {
  const rough = fc
    .array(
      fc.constantFrom("/", "a", ".", "..", "%2e", "%2F", "%41", "%c3%bc", "%zz", "%", "ü", " ", "\ud800", ";", "?"),
    )
    .map((parts) => `/${parts.join("")}`);

  it("are in normal form exactly where routing leaves them as they are", () => {
    fc.assert(
      fc.property(rough, (path) => {
        fc.pre(!path.includes("?"));
        expect(pathFault(path, "write") === undefined).toBe(normalizePath(path) === path);
      }),
      { numRuns: 2000 },
    );
  });

  it("are suggested in the form that routing gives them", () => {
    fc.assert(
      fc.property(rough, (path) => {
        const normal = normalizePath(path);
        fc.pre(!isRefusal(normal) && normal !== path);
        expect(pathFault(path, "write")).toMatchObject({ remedy: `write ${JSON.stringify(normal)}` });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("checkSharedSockets", () => {
  const topology = (port: number): Topology => ({
    version: 1,
    edges: [
      { name: "public", listeners: [{ name: "http", port: 80, protocol: "HTTP", router: "shop" }] },
      { name: "internal", listeners: [{ name: "http", address: "10.0.0.1", port, protocol: "HTTP", router: "shop" }] },
    ],
    routers: [{ name: "shop", routes: [] }],
  });

  it("names listeners of different edges that one machine could not bind both", () => {
    expect(checkSharedSockets(topology(80))).toEqual([
      {
        code: "address-in-use",
        severity: "error",
        path: "edges[1].listeners[0].port",
        message: '10.0.0.1:80 overlaps 0.0.0.0:80, which is taken by listener "http" of edge "public"',
        remedy: "give one of them another port or address",
      },
    ]);
  });

  it("has nothing to say where they differ", () => {
    expect(checkSharedSockets(topology(81))).toEqual([]);
  });
});

function largeTopology(routes: number): Topology {
  const hosts = Array.from({ length: 1000 }, (_, index) => `h${index}.example.com`);
  const services = hosts.map((_, index) => ({ name: `s${index}`, members: [{ address: "10.0.1.10", port: 8080 }] }));
  return {
    version: 1,
    routers: [
      {
        name: "large",
        hostnames: hosts,
        routes: Array.from({ length: routes }, (_, index) => ({
          name: `r${index}`,
          hostnames: [`h${index % 1000}.example.com`],
          matches: [
            { path: { type: "PathPrefix" as const, value: `/p/${index}` }, sourceRanges: ["10.0.0.0/8"] },
            { path: { type: "RegularExpression" as const, value: `/r/${index % 100}/[a-z]+` } },
          ],
          backends: [{ service: `s${index % 1000}` }],
        })),
      },
    ],
    services,
  };
}
