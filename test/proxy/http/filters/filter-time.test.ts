import type { IncomingMessage } from "node:http";
import { connect } from "node:http2";
import { type Route, validateTopology } from "../../../../lib/topology";
import { afterTest } from "../../support/cleanup";
import { RawClient } from "../../support/clients";
import { eventually, Gate } from "../../support/conditions";
import { startInstance } from "../../support/instances";
import { membersOf, startRoutes } from "../../support/proxies";

// The first Topology of a process compiles the schema, which is no part of what the first test waits for.
beforeAll(() => {
  validateTopology({ version: 1 });
}, 60_000);

/** Requests wait for leave until the gate is opened; those of `/late` have little time. */
async function startWaiting() {
  const leave = new Gate();
  const seen: IncomingMessage[] = [];
  const instance = await startInstance((request, response) => {
    seen.push(request);
    request.resume();
    if (request.url === "/leave") void leave.opened.then(() => response.end());
    else response.end("served");
  });
  const route: Route = {
    name: "next",
    filters: [{ type: "ForwardAuth", service: "service", path: "/leave", timeout: "1h" }],
    backends: [{ service: "service" }],
  };
  const late: Route = {
    ...route,
    name: "late",
    matches: [{ path: { type: "Exact", value: "/late" } }],
    timeouts: { request: "50ms" },
  };
  const proxy = await startRoutes([late, route], [{ name: "service", members: membersOf(instance) }]);
  const served = () => seen.filter(({ url }) => url !== "/leave").map(({ url }) => url);
  return { ...proxy, leave, served };
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
