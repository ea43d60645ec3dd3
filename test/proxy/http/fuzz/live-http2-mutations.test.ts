import fc from "fast-check";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { mutatedFrames } from "./support/frames";
import { heapInUse } from "./support/heap";
import type { Ending } from "./support/live/client";
import { send } from "./support/live/http2-connection";
import { essence, SecondReader, type WholeRequest } from "./support/live/nghttp2";
import { NotingService } from "./support/live/noting-service";
import { openSockets } from "./support/live/open-sockets";
import { cuts } from "./support/messages";
import { live, PATIENCE } from "./support/runs";

/** Connections at one time, at most. */
const AT_ONCE = 36;
const SOON = 60;
/** So that streams and connections that wait for something do so no longer than it takes to see it. */
const IMPATIENT = { headTime: SOON, keepAlive: SOON, clientIdle: SOON, linger: SOON, halfOpen: SOON, spare: 200 };

const changed = fc.record({
  frames: mutatedFrames,
  cuts,
  ending: fc.constantFrom<Ending[]>("ends its half", "ends its half", "resets", "waits"),
});

test(
  "whatever frames come, no service receives what a second reader does not take for whole, and none is waited for",
  async () => {
    const service = await NotingService.start();
    const second = await SecondReader.start();
    const { port, records } = await startEngine(IMPATIENT, service.members);
    await fc.assert(
      fc.asyncProperty(fc.array(changed, { minLength: 1, maxLength: AT_ONCE }), async (list) => {
        const outcomes = await Promise.all(
          list.map((one) => send({ port, service, second }, one.frames, one.cuts, one.ending)),
        );

        expect(service.complaints.splice(0)).toEqual([]);
        for (const { requests, received, whole } of outcomes) {
          expect(beyond(requests, whole)).toEqual([]);
          expect(received.fault).toBeUndefined();
        }
        (records as unknown[]).length = 0;
      }),
      live(4),
    );
  },
  PATIENCE,
);

test(
  "no connection, stream, timer or object is left behind, whatever frames came",
  async () => {
    const service = await NotingService.start();
    const { port, records } = await startEngine({ ...IMPATIENT, spare: 30 }, service.members);
    const sockets = openSockets();
    const list = fc.sample(changed, 150);
    const heapAfter = async (rounds: number): Promise<number> => {
      for (let round = 0; round < rounds; round++) {
        for (let at = 0; at < list.length; at += AT_ONCE) {
          await Promise.all(
            list.slice(at, at + AT_ONCE).map((one) => send({ port, service }, one.frames, one.cuts, one.ending)),
          );
        }
      }
      await eventually(() => openSockets() <= sockets);
      (records as unknown[]).length = 0;
      return heapInUse();
    };
    // Code that is compiled meanwhile counts, too.
    const start = await heapAfter(2);

    const end = await heapAfter(2);

    expect(end - start).toBeLessThan(2 * list.length * 1000);
    expect(service.complaints).toEqual([]);
  },
  PATIENCE,
);

/** Those that have no match among the others. */
function beyond(requests: readonly WholeRequest[], others: readonly WholeRequest[]): readonly string[] {
  const left = others.map(essence);
  return requests.map(essence).filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
