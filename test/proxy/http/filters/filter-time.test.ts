import type { IncomingMessage } from "node:http";
import { connect } from "node:http2";
import { afterTest } from "../../support/cleanup";
import { RawClient } from "../../support/clients";
import { eventually, Gate } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { startInstance } from "../../support/instances";
import { membersOf } from "../../support/proxies";

/** A route whose requests have little time, and wait for leave until the gate is opened. */
async function startWaiting() {
  const leave = new Gate();
  const seen: IncomingMessage[] = [];
  const instance = await startInstance((request, response) => {
    seen.push(request);
    request.resume();
    if (request.url === "/leave") void leave.opened.then(() => response.end());
    else response.end("served");
  });
  const engine = await startEngine({}, membersOf(instance), {
    filters: [{ type: "ForwardAuth", service: "service", path: "/leave", timeout: "1h" }],
    timeouts: { request: "50ms" },
  });
  const served = () => seen.filter(({ url }) => url !== "/leave").map(({ url }) => url);
  return { ...engine, leave, served };
}

describe("the time of the whole request is over while a filter has yet to decide", () => {
  test("it is answered, its connection serves on, and the service never hears of it", async () => {
    const { port, records, leave, served } = await startWaiting();
    const client = await RawClient.open(port);

    client.send("POST /late HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
    await client.until(/^HTTP\/1\.1 504 [\s\S]*\r\n\r\nthe service did not answer in time\n$/);
    leave.open();
    client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");

    await client.until(/HTTP\/1\.1 200 [\s\S]*served$/);
    expect(served()).toEqual(["/next"]);
    expect(records).toMatchObject([
      { status: 504, tries: 0, reason: "not answered within 50 ms" },
      { status: 200, tries: 1 },
    ]);
  });

  test("so it is over HTTP/2", async () => {
    const { port, records, leave, served } = await startWaiting();
    const session = connect(`http://127.0.0.1:${port}`);
    afterTest(() => session.destroy());
    const answered = (path: string) =>
      new Promise((resolve, reject) => {
        session
          .request({ ":path": path })
          .on("response", ({ ":status": status }) => resolve(status))
          .on("error", reject)
          .resume();
      });

    expect(await answered("/late")).toBe(504);
    leave.open();

    expect(await answered("/next")).toBe(200);
    expect(served()).toEqual(["/next"]);
    await eventually(() => records.length === 2);
  });
});
