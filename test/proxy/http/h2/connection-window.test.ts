import fc from "fast-check";
import { CONNECTION_WINDOW, WindowBudget, WindowGrowth } from "../../../../lib/proxy/http/h2/server/connection-window";

const KIB = 1024;
/** Below it a window grows. */
const LITTLE = 512 * KIB;
const BUDGET = 5 * 1024 * KIB;

/** A connection of requests that hold what their instances have not taken. */
class Connection {
  held = 0;
  left = CONNECTION_WINDOW;
  readonly growth: WindowGrowth;

  constructor(streams: number, budget: WindowBudget) {
    this.growth = new WindowGrowth(streams, budget);
  }

  receive(wanted: number): void {
    const length = Math.min(wanted, this.left);
    this.held += length;
    this.left -= length;
    this.left += this.growth.grow(this.left);
  }

  take(wanted: number): void {
    const length = Math.min(wanted, this.held);
    this.held -= length;
    this.left += length - this.growth.shrink(length, this.left);
  }

  end(): void {
    this.growth.end();
    this.held = 0;
    this.left = CONNECTION_WINDOW;
  }
}

test.each([
  [1, 1600 * KIB],
  [10, (10 * 64 + 1536) * KIB],
  [128, (8192 + 1536) * KIB],
  [10_000, (8192 + 1536) * KIB],
])("of %i requests what may be held has a bound", (streams, most) => {
  const connection = new Connection(streams, new WindowBudget(1024 * 1024 * KIB));
  for (let frames = 0; frames < 1000; frames++) connection.receive(16 * KIB);
  expect([connection.held, connection.left]).toEqual([most, 0]);
});

const action = fc.record({
  connection: fc.nat(2),
  does: fc.constantFrom("receive", "receive", "take", "end"),
  length: fc.integer({ min: 1, max: 64 * KIB }),
  times: fc.integer({ min: 1, max: 60 }),
});

test("a window grows before it is used up while there is room for all, and the room comes back", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const budget = new WindowBudget(BUDGET);
      const connections = [10, 128, 128].map((streams) => new Connection(streams, budget));
      for (const { connection, does, length, times } of actions) {
        const one = connections[connection];
        for (let time = 0; time < times; time++) {
          if (does === "receive") one?.receive(length);
          else if (does === "take") one?.take(length);
          else one?.end();
        }
        const grown = connections.map(({ held, left }) => held + left - CONNECTION_WINDOW);
        expect(Math.min(...grown)).toBeGreaterThanOrEqual(0);
        expect(budget.room + grown.reduce((sum, each) => sum + each)).toBe(BUDGET);
        const mayGrow = budget.room > 0 && (grown[connection] ?? 0) < (connection === 0 ? 640 : 8192) * KIB;
        if (mayGrow && does === "receive") expect(one?.left).toBeGreaterThanOrEqual(LITTLE);
      }
      for (const each of connections) {
        while (each.held > 0) each.take(64 * KIB);
        // All of it was taken: at most what was grown at one time is kept.
        expect(each.left).toBeLessThan(CONNECTION_WINDOW + 64 * KIB);
        each.end();
      }
      expect(budget.room).toBe(BUDGET);
    }),
    { numRuns: 300 },
  );
});
