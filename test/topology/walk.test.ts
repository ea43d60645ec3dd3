import { checks, Report, Subject } from "../../lib/topology/checks";
import type { Route } from "../../lib/topology/model";

/** A list that counts how often its elements are read. */
function counted<Element>(elements: readonly Element[]): { readonly list: readonly Element[]; reads: () => number } {
  let reads = 0;
  const list = new Proxy(elements, {
    get(target, name, receiver) {
      if (typeof name === "string" && /^\d+$/.test(name)) reads += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  return { list, reads: () => reads };
}

test("all checks together walk the routes a few times, and not once each", () => {
  const count = 100;
  const routes = Array.from({ length: count }, (_none, index): Route => {
    return { name: `route ${index}`, hostnames: [`h${index}.example.com`], backends: [{ service: "service" }] };
  });
  const { list, reads } = counted(routes);
  const services = [{ name: "service", members: [{ address: "192.0.2.1", port: 80 }] }];
  const report = new Report();

  const subject = new Subject(
    { version: 1, routers: [{ name: "main", hostnames: ["*.example.com"], routes: list }], services },
    [],
  );
  for (const check of checks) for (const _step of check(subject, report) ?? []);

  // For the subject, for names that stand twice, and for hostnames against those of their router.
  expect(reads()).toBeLessThanOrEqual(3 * count);
  expect(report.findings).toEqual([]);
});
