import fc from "fast-check";
import { hasErrors, validateTopology } from "../../lib/topology";
import { topologies } from "./arbitraries";
import { routingCases, wireRequest } from "./cases";

describe("the shared cases", () => {
  test.each(routingCases)("$name: the Topology is valid", ({ topology }) => {
    expect(validateTopology(topology).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("have a name each", () => {
    const names = routingCases.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
  });

  test("go over the wire as they are written, with one Host", () => {
    const sent = routingCases.flatMap(({ requests }) => requests.map(wireRequest));
    for (const { headers } of sent) expect(headers.filter(([name]) => name === "Host")).toHaveLength(1);
    const targets = sent.map(({ target }) => target);
    expect(targets).toEqual(
      expect.arrayContaining(["/a/../../b", "/%2e%2e/b", "/a?b#c", "http://user@shop.example.com/a", "/?x=1"]),
    );
  });
});

describe("generated Topologies", () => {
  test("are valid", () => {
    fc.assert(
      fc.property(topologies(), (topology) => {
        const diagnostics = validateTopology(topology);
        expect(hasErrors(diagnostics) ? diagnostics : []).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
