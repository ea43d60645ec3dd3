import fc from "fast-check";
import { FlowTable } from "../../../../lib/proxy/layer4/udp/flow-table";

test("it holds what a map by address and port would", () => {
  const addresses = fc.constantFrom("10.0.0.1", "10.0.0.2", "::1");
  const ports = fc.integer({ min: 1, max: 3 });
  const step = fc.record({ put: fc.boolean(), address: addresses, port: ports, flow: fc.integer({ min: 0, max: 2 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const table = new FlowTable<number>();
      const model = new Map<string, number>();
      for (const { put, address, port, flow } of steps) {
        const key = `${address} ${port}`;
        if (put) {
          table.set(address, port, flow);
          model.set(key, flow);
        } else {
          table.delete(address, port, flow);
          if (model.get(key) === flow) model.delete(key);
        }
        expect(table.get(address, port)).toBe(model.get(key));
        expect(table.size).toBe(model.size);
      }
      expect(table.values().sort()).toEqual([...model.values()].sort());
    }),
  );
});
