import fc from "fast-check";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { converse, type Ending } from "./support/live/client";
import { MisbehavingService } from "./support/live/misbehaving-service";
import { openSockets } from "./support/live/open-sockets";
import { readResponses } from "./support/live/responses";
import { cutInto, cuts } from "./support/messages";
import { mutatedResponse, validResponse } from "./support/responses";
import { live, PATIENCE } from "./support/runs";

/** Requests at one time, at most. */
const AT_ONCE = 20;

const misbehaviour = fc.record({
  method: fc.constantFrom("GET", "GET", "GET", "HEAD", "POST"),
  text: fc.oneof({ weight: 1, arbitrary: validResponse }, { weight: 4, arbitrary: mutatedResponse }),
  cuts,
  closes: fc.boolean(),
});

test(
  "whatever a service answers, its client gets one valid response at most, and no other client any of it",
  async () => {
    const sockets = openSockets();
    const service = await MisbehavingService.start();
    const soon = 60;
    const limits = { clientIdle: soon, instanceIdle: soon, halfOpen: soon, spare: 200 };
    const { port, records } = await startEngine(limits, service.members);
    const ask = async (method: string, path: string, fields: string, ending: Ending) => {
      const request = Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`);
      return readResponses(await converse(port, [request], ending, "127.0.0.1"), [method]);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(misbehaviour, { minLength: 1, maxLength: AT_ONCE }), async (list) => {
        const received = await Promise.all(
          list.map(({ method, text, cuts: places, closes }) =>
            ask(
              method,
              service.will({ pieces: cutInto(Buffer.from(text, "latin1"), places), closes }),
              "",
              "ends its half",
            ),
          ),
        );
        // They wait for their answers, however long this machine takes.
        const others = await Promise.all(
          list.map((_, index) => ask("GET", `/other/${index}`, "Connection: close\r\n", "waits")),
        );

        for (const { fault, responses, tunnelled } of received) {
          expect(fault).toBeUndefined();
          expect(responses.length).toBeLessThanOrEqual(1);
          expect(tunnelled).toBe("");
        }
        const whole = (body: string) => ({ status: 200, body, number: undefined, whole: true });
        expect(others.map(({ responses }) => responses)).toEqual(list.map((_, index) => [whole(`/other/${index}`)]));
        (records as unknown[]).length = 0;
      }),
      live(12),
    );
    await eventually(() => openSockets() <= sockets);
  },
  PATIENCE,
);
