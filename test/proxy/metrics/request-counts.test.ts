import fc from "fast-check";
import type { ListenerPlan, RequestRecord } from "../../../lib/proxy/engine";
import { RequestCounts } from "../../../lib/proxy/metrics/request-counts";

/** Two plans of one listener, as before and after a changed configuration, and another. */
const LISTENERS = ["http", "http", "https"].map((name) => ({ edge: "edge", name }) as ListenerPlan);
const maybe = fc.constantFrom(undefined, "a", "b");
const record = fc.record({
  listener: fc.constantFrom(...LISTENERS),
  router: maybe,
  route: maybe,
  service: maybe,
  status: fc.constantFrom(0, 101, 200, 204, 308, 404, 503, 999),
  milliseconds: fc.nat(5000),
}) as unknown as fc.Arbitrary<RequestRecord>;
/** Requests, and readings between them. */
const events = fc.array(fc.oneof({ weight: 5, arbitrary: record }, fc.constant("read" as const)), { maxLength: 60 });

function count(counts: Map<string, number>, key: object, by: number): void {
  const text = JSON.stringify(key);
  counts.set(text, (counts.get(text) ?? 0) + by);
}

test("what is read in the end is what there was by label, whenever it was read before", () => {
  fc.assert(
    fc.property(events, (all) => {
      const [requests, seconds] = [new Map<string, number>(), new Map<string, number>()];
      const [expectedRequests, expectedSeconds] = [new Map<string, number>(), new Map<string, number>()];
      const counts = new RequestCounts((listener, service) => (value) => count(seconds, { listener, service }, value));
      const read = (): void => counts.drain((labels, number) => count(requests, labels, number));

      for (const event of all) {
        if (event === "read") read();
        else counts.add(event);
      }
      read();

      for (const event of all) {
        if (event === "read") continue;
        const { router = "", route = "", service = "", status, milliseconds } = event;
        const listener = `edge/${event.listener.name}`;
        const status_class = `${String(status).padStart(3, "0").charAt(0)}xx`;
        count(expectedRequests, { listener, router, route, service, status_class }, 1);
        count(expectedSeconds, { listener, service }, milliseconds / 1000);
      }
      expect(requests).toEqual(expectedRequests);
      expect(seconds).toEqual(expectedSeconds);
    }),
    { numRuns: 300 },
  );
});
