import { validateTopology } from "../../lib/topology";
import { NameTable } from "../../lib/topology/checks/name-table";

/** A document with so many services, each with a field that is unknown and one that is not of its type. */
function faulty(services: number): unknown {
  return {
    version: 1,
    services: Array.from({ length: services }, (_none, index) => ({
      name: `service-${index}`,
      protocl: "HTTP",
      members: [{ address: "192.0.2.1", port: "80" }],
    })),
  };
}

test("faults are all reported, in the order of the document, however many there are", () => {
  const services = 25_000;

  const paths = validateTopology(faulty(services)).map(({ path }) => path);

  expect(paths).toHaveLength(2 * services);
  expect(paths.slice(0, 2)).toEqual(["services[0].protocl", "services[0].members[0].port"]);
  expect(paths.slice(-2)).toEqual(["services[24999].protocl", "services[24999].members[0].port"]);
});

test("a fault more is not paid for with a copy of all that were found before", () => {
  const services = 1000;
  const concat = jest.spyOn(Array.prototype, "concat");
  const copied = (): number => concat.mock.contexts.reduce((sum: number, one) => sum + (one as unknown[]).length, 0);

  validateTopology(faulty(services));
  const elements = copied();
  concat.mockRestore();

  expect(elements).toBeLessThanOrEqual(2 * services);
});

test("names of which very many are unknown are suggested for the first of them", () => {
  const names = Array.from({ length: 50_000 }, (_none, index) => ({ name: `s-${index}` }));
  const table = new NameTable("service", "services", names, true);

  const remedies = Array.from({ length: 30 }, (_none, index) => table.remedyFor(`t-${index}`));

  expect(remedies.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_none, index) => `did you mean "s-${index}"?`));
  expect(new Set(remedies.slice(20))).toEqual(new Set(['add it to "services"']));
});
