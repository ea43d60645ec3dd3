import fc from "fast-check";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { heapInUse } from "./support/heap";
import { conversationThat, expectedIn, have, seenIn } from "./support/live/conversation";
import { openSockets } from "./support/live/open-sockets";
import { RecordingService } from "./support/live/recording-service";
import { live, PATIENCE } from "./support/runs";

/** Conversations at one time, at most. */
const AT_ONCE = 12;

const leaving = conversationThat(fc.constantFrom("ends its half", "ends its half", "resets"));
const waiting = conversationThat(fc.constant("waits"));

test(
  "through sockets a service receives what was matched and nothing else, and a client an answer to each",
  async () => {
    const service = await RecordingService.start();
    const { port, records } = await startEngine({}, service.members);
    await fc.assert(
      fc.asyncProperty(fc.array(leaving, { minLength: 1, maxLength: AT_ONCE }), async (conversations) => {
        const outcomes = await Promise.all(conversations.map((one) => have(one, port, service)));

        expect(service.complaints.splice(0)).toEqual([]);
        for (const [index, outcome] of outcomes.entries()) {
          if (conversations[index]?.ending !== "resets") expect(seenIn(outcome)).toEqual(expectedIn(outcome));
        }
        (records as unknown[]).length = 0;
      }),
      live(80),
    );
  },
  PATIENCE,
);

test(
  "whatever was sent, a client that waits for more is not waited for without end",
  async () => {
    const soon = 100;
    const limits = { headTime: soon, keepAlive: soon, clientIdle: soon, tunnelIdle: soon, linger: soon };
    const service = await RecordingService.start();
    const { port, records } = await startEngine(limits, service.members);
    await fc.assert(
      fc.asyncProperty(fc.array(waiting, { minLength: 40, maxLength: 40 }), async (conversations) => {
        const outcomes = await Promise.all(conversations.map((one) => have(one, port, service)));

        expect(service.complaints.splice(0)).toEqual([]);
        expect(outcomes.map(({ received }) => received.fault)).toEqual(outcomes.map(() => undefined));
        (records as unknown[]).length = 0;
      }),
      live(3),
    );
  },
  PATIENCE,
);

test(
  "no connection, timer or object is left behind, whatever was sent",
  async () => {
    const service = await RecordingService.start();
    const { port, records } = await startEngine({ spare: 30 }, service.members);
    const conversations = fc.sample(leaving, 300);
    const [sockets, timers] = [openSockets(), openTimers()];
    const heapAfter = async (rounds: number): Promise<number> => {
      for (let round = 0; round < rounds; round++) {
        for (let at = 0; at < conversations.length; at += AT_ONCE) {
          await Promise.all(conversations.slice(at, at + AT_ONCE).map((one) => have(one, port, service)));
        }
      }
      await eventually(() => openSockets() <= sockets);
      (records as unknown[]).length = 0;
      return heapInUse();
    };
    // Code that is compiled meanwhile counts, too.
    const start = await heapAfter(2);

    const end = await heapAfter(2);

    // What a connection alone holds while it is open is several times as much.
    expect(end - start).toBeLessThan(2 * conversations.length * 500);
    await eventually(() => openTimers() <= timers);
    expect(service.complaints).toEqual([]);
  },
  PATIENCE,
);

function openTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}
