import fc from "fast-check";
import type { HttpLimits } from "../../../../lib/proxy/http";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { heapInUse } from "./support/heap";
import { announce, announcedThat } from "./support/live/announced-conversation";
import { openSockets } from "./support/live/open-sockets";
import { RecordingService } from "./support/live/recording-service";
import { live, PATIENCE } from "./support/runs";

/** Connections at one time, at most. */
const AT_ONCE = 12;
const SOON = 100;
/** So that what does not come is not waited for longer than it takes to see it. */
const IMPATIENT = { headTime: SOON, keepAlive: SOON, clientIdle: SOON, tunnelIdle: SOON, linger: SOON };

const leaving = announcedThat(fc.constantFrom("ends its half", "ends its half", "resets"));
const waiting = announcedThat(fc.constant("waits"));

async function start(limits: Partial<HttpLimits> = {}) {
  const service = await RecordingService.start();
  const listed = new Set<string>();
  const listener = { proxyProtocol: { trustedProxies: { includes: (peer: string) => listed.has(peer) } } };
  const { port, records } = await startEngine({ spare: 30, ...limits }, service.members, {}, {}, {}, listener);
  return { place: { port, service, listed }, service, forget: () => void (records as unknown[]).splice(0) };
}

test(
  "what begins with a header is read as without it, and its client is whom it announces; what is refused gets no byte",
  async () => {
    const { place, service, forget } = await start();
    await fc.assert(
      fc.asyncProperty(fc.array(leaving, { minLength: 1, maxLength: AT_ONCE }), async (conversations) => {
        const outcomes = await Promise.all(conversations.map((one) => announce(one, place)));

        expect(service.complaints.splice(0)).toEqual([]);
        for (const [index, { seen, expected }] of outcomes.entries()) {
          if (conversations[index]?.ending !== "resets") expect(seen).toEqual(expected);
        }
        forget();
      }),
      live(60),
    );
  },
  PATIENCE,
);

test(
  "whatever a connection begins with, a client that waits for more is not waited for without end",
  async () => {
    const { place, service, forget } = await start(IMPATIENT);
    await fc.assert(
      fc.asyncProperty(fc.array(waiting, { minLength: 40, maxLength: 40 }), async (conversations) => {
        const outcomes = await Promise.all(conversations.map((one) => announce(one, place)));

        expect(service.complaints.splice(0)).toEqual([]);
        // Of one that was refused, all that came is what is wrong.
        const faults = outcomes.map(({ seen }) => (typeof seen === "string" ? seen : (seen.fault ?? "")));
        expect(faults).toEqual(outcomes.map(() => ""));
        forget();
      }),
      live(3),
    );
  },
  PATIENCE,
);

test(
  "no connection, timer or object is left behind, whatever connections began with",
  async () => {
    const { place, service, forget } = await start();
    const conversations = fc.sample(leaving, 300);
    const sockets = openSockets();
    const heapAfter = async (rounds: number): Promise<number> => {
      for (let round = 0; round < rounds; round++) {
        for (let at = 0; at < conversations.length; at += AT_ONCE) {
          await Promise.all(conversations.slice(at, at + AT_ONCE).map((one) => announce(one, place)));
        }
      }
      await eventually(() => openSockets() <= sockets);
      forget();
      return heapInUse();
    };
    // Code that is compiled meanwhile counts, too.
    const before = await heapAfter(2);

    const end = await heapAfter(2);

    expect(end - before).toBeLessThan(2 * conversations.length * 500);
    expect(service.complaints).toEqual([]);
  },
  PATIENCE,
);
