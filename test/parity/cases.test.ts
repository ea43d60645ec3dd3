import { readTargets } from "../../lib/parity";
import { createDecider } from "../../lib/routing";
import { routingCases } from "../routing/cases";
import { parityCases, provenTargets } from "./cases";
import { compare } from "./proof/compare";
import { withAddresses } from "./proof/tables";
import { synthesize } from "./support/synthesize";

jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

describe("what the proof has found", () => {
  const flat = parityCases.flatMap((one) => one.targets.map((target) => [target.name, one.name, target, one] as const));

  test.each(flat)("%s: %s", (_target, _name, target, { topology: bare, request, differs }) => {
    const topology = withAddresses(bare);
    const { output, refusals, warnings } = synthesize(topology, target.platform(), target.membersOf);
    expect([...refusals]).toEqual([]);

    if (differs === undefined) return compare(topology, output(), [request]);
    const decision = readTargets(output())[0]?.decide(request);
    expect(decision).toMatchObject(differs.decision);
    expect(createDecider(topology).decide(request)).not.toMatchObject(differs.decision);
    if (differs.warning !== undefined) expect([...warnings]).toContain(differs.warning);
    // What differs is set aside in the proof, or kept out of its tables.
    const isKnown = target.knownDifferences?.some((known) => known.appliesTo(request, topology)) === true;
    expect(isKnown || target.prepare !== undefined).toBe(true);
  });
});

describe.each(provenTargets.map((target) => [target.name, target] as const))("the shared cases on %s", (_, target) => {
  let compared = 0;

  test.each(routingCases.map((one) => [one.name, one] as const))("%s", (_name, { topology: bare, requests }) => {
    const prepared = withAddresses(bare);
    const topology = target.prepare?.(prepared) ?? prepared;
    const { output, refusals } = synthesize(topology, target.platform(), target.membersOf);
    if (refusals.size > 0) return;
    const asked = requests.map(({ request }) => request);
    const known = target.knownDifferences ?? [];
    compare(
      topology,
      output(),
      asked.filter((request) => !known.some((difference) => difference.appliesTo(request, topology))),
    );
    compared++;
  });

  test("are compared in part at least", () => {
    expect(compared).toBeGreaterThan(routingCases.length / 10);
  });
});
