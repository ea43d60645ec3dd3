import { RawClient } from "../../support/clients";
import { startEngine } from "../../support/engines";
import { END_HEADERS, END_STREAM, FrameClient, fields, frame, GET, HEADERS } from "../h2/frames";

const COUNT = 2000;

/** An engine that answers `/fixed` itself, and all else with 404. */
function start() {
  return startEngine({}, [], {
    matches: [{ path: { type: "Exact", value: "/fixed" } }],
    filters: [{ type: "FixedResponse", statusCode: 200, body: "x" }],
  });
}

function get(path: string, fields = ""): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
}

function statusesIn(text: string): readonly (string | undefined)[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("thousands of requests in one read let other connections have their turn, and keep their order", async () => {
  const { port, records } = await start();
  const [greedy, other] = [await RawClient.open(port), await RawClient.open(port)];
  const paths = Array.from({ length: COUNT }, (_none, index) => (index % 7 === 3 ? "/none" : "/fixed"));
  let most = 0;

  greedy.send(paths.map((path) => get(path)).join("") + get("/fixed", "Connection: close\r\n"));
  while (records.length === 0) await nextTurn();
  other.send(get("/other"));
  while (records.length < COUNT + 2) {
    const before = records.length;
    await nextTurn();
    most = Math.max(most, records.length - before);
  }

  // A share for the greedy one in each phase of a turn, and the other's request.
  expect(most).toBeLessThanOrEqual(17);
  expect(records.findIndex(({ path }) => path === "/other")).toBeLessThan(COUNT / 10);
  const statuses = statusesIn(await greedy.closed());
  expect(statuses).toEqual([...paths.map((path) => (path === "/none" ? "404" : "200")), "200"]);
}, 20_000);

test("a client that ends its half after them gets all its answers", async () => {
  const { port } = await start();
  const client = await RawClient.open(port);

  client.socket.end(get("/fixed").repeat(100));

  expect(statusesIn(await client.closed())).toHaveLength(100);
});

test("requests of one read over HTTP/2 do so, too", async () => {
  const { port, records } = await start();
  const [greedy, other] = [await FrameClient.open(port), await RawClient.open(port)];
  const block = fields(GET);
  const streams = Array.from({ length: 128 }, (_none, index) => 2 * index + 1);
  let most = 0;

  greedy.send(...streams.map((stream) => frame(HEADERS, END_STREAM | END_HEADERS, stream, block)));
  while (records.length === 0) await nextTurn();
  other.send(get("/other"));
  while (records.length < streams.length + 1) {
    const before = records.length;
    await nextTurn();
    most = Math.max(most, records.length - before);
  }

  // A share for the greedy one in each phase of a turn, and the other's request.
  expect(most).toBeLessThanOrEqual(33);
  expect(records.findIndex(({ path }) => path === "/other")).toBeLessThan(streams.length);
});
