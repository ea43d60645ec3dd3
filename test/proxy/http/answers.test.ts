import type { Filter } from "../../../lib/topology";
import { fetchFrom, RawClient } from "../support/clients";
import { startEngine } from "../support/engines";
import { startInstance } from "../support/instances";
import { membersOf } from "../support/proxies";

const UNSENDABLE = "text/html; charset=\u20ac";

describe("an answer of which filters make what cannot be sent", () => {
  const page: Filter = {
    type: "ErrorPages",
    pages: [{ statuses: ["400-599"], contentType: UNSENDABLE, body: "page" }],
  };

  test.each<[string, Filter[]]>([
    ["where no instance can be used", [page]],
    ["where a filter turns the request away", [page, { type: "IPAccess", allow: ["192.0.2.0/24"] }]],
  ])("%s, is given without them, and the connection serves on", async (_, filters) => {
    const { port, records } = await startEngine({}, [], { filters });
    const client = await RawClient.open(port);

    client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until(/(HTTP\/1\.1 500 [\s\S]*the request failed\n){2}/);

    const reason = "the value of the field Content-Type holds what cannot be sent";
    expect(records).toMatchObject([
      { path: "/1", status: 500, reason },
      { path: "/2", status: 500, reason },
    ]);
  });

  test("is no fault of the instance", async () => {
    const instance = await startInstance((_request, response) => response.end("fine"));
    const set = [{ name: "X-Odd", value: "\u20ac" }];
    const filters: Filter[] = [{ type: "ResponseHeaderModifier", set }];
    const { port, ejected } = await startEngine({}, membersOf(instance), { filters });

    for (let times = 0; times < 10; times++) expect(await fetchFrom(port, "/")).toMatchObject({ status: 502 });

    expect(ejected()).toEqual([]);
  });
});

test("clients of gRPC are told the reason, not shown a page", async () => {
  const pages = [{ statuses: ["403"], body: "<html>keep out</html>" }];
  const filters: Filter[] = [
    { type: "ErrorPages", pages },
    { type: "IPAccess", allow: ["192.0.2.0/24"] },
  ];
  const { port } = await startEngine({}, [], { filters });

  const { status, headers } = await fetchFrom(port, "/", { headers: { "content-type": "application/grpc" } });

  expect([status, headers["grpc-status"], headers["grpc-message"]]).toEqual([200, "7", "this address has no access"]);
});

test("a body that is too long ends its connection", async () => {
  const { port } = await startEngine({}, [], { filters: [{ type: "MaxBodySize", bytes: 3 }] });

  const { status, headers } = await fetchFrom(port, "/", { method: "POST", body: "four" });

  expect([status, headers.connection]).toEqual([413, "close"]);
});
