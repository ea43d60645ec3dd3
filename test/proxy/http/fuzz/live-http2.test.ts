import fc from "fast-check";
import { startEngine } from "../../support/engines";
import { validFrames } from "./support/frames";
import { send } from "./support/live/http2-connection";
import { essence, SecondReader } from "./support/live/nghttp2";
import { NotingService } from "./support/live/noting-service";
import { cuts } from "./support/messages";
import { live, PATIENCE } from "./support/runs";

/** Connections at one time, at most. */
const AT_ONCE = 12;

const inOrder = fc.record({ frames: validFrames, cuts });

test(
  "over HTTP/2 a service receives what a second reader takes for whole, and each stream gets an answer",
  async () => {
    const service = await NotingService.start();
    const second = await SecondReader.start();
    const { port, records } = await startEngine({}, service.members);
    await fc.assert(
      fc.asyncProperty(fc.array(inOrder, { minLength: 1, maxLength: AT_ONCE }), async (list) => {
        const outcomes = await Promise.all(
          list.map((one) => send({ port, service, second }, one.frames, one.cuts, "ends its half")),
        );

        expect(service.complaints.splice(0)).toEqual([]);
        for (const { requests, received, whole } of outcomes) {
          expect(requests.map(essence).sort()).toEqual(whole.map(essence).sort());
          expect(received).toMatchObject({ fault: undefined, resets: [], ended: whole.length });
        }
        (records as unknown[]).length = 0;
      }),
      live(15),
    );
  },
  PATIENCE,
);
