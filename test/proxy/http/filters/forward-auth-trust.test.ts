import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { renewedShopCertificate, shopCertificate } from "../../../support/certificates";
import { freePort } from "../../../support/free-ports";
import { afterTest } from "../../support/cleanup";
import { fetchFrom, sendRaw } from "../../support/clients";
import { answering, startRawInstance } from "../../support/instances";
import { ConfigFile, membersOf, startConfigFile, startEcho, topologyOf } from "../../support/proxies";
import { startGuarded, startGuardedBy } from "./guarded";

describe("what a client says of another request", () => {
  test.each(["X-Original-URL", "X-Original-URI", "X-Original-Method", "X_Original_Url", "X-Rewrite-URL"])(
    "is not asked about: %s",
    async (name) => {
      const { port, asked, seen } = await startGuardedBy((_request, response) => response.end());

      await fetchFrom(port, "/private", { headers: { [name]: "/public" } });

      expect(asked[0]?.headers).toMatchObject({ "x-forwarded-uri": "/private" });
      expect(asked[0]?.headers).not.toHaveProperty(name.toLowerCase());
      expect(seen[0]?.headers).toMatchObject({ [name.toLowerCase()]: "/public" });
    },
  );

  test("is, where it is asked for by name", async () => {
    const { port, asked } = await startGuardedBy((_request, response) => response.end(), {
      requestHeaders: ["X-Original-URL"],
    });

    await fetchFrom(port, "/", { headers: { "x-original-url": "/mine" } });

    expect(asked[0]?.headers).toMatchObject({ "x-original-url": "/mine" });
  });
});

test("a client's field that a service may take for one of the answer's does not reach it", async () => {
  const { port, seen } = await startGuardedBy(
    (_request, response) => response.writeHead(200, { "X-User-Name": "ann" }).end(),
    { responseHeaders: ["X-User-Name", "X-Groups"] },
  );

  await fetchFrom(port, "/", {
    headers: { X_User_Name: "root", "X-User_Name": "root", x_groups: "admin", x_own: "1" },
  });

  const { "x-user-name": user, x_own, ...others } = seen[0]?.headers ?? {};
  expect({ user, x_own }).toEqual({ user: "ann", x_own: "1" });
  expect(Object.keys(others).filter((name) => /user|groups/.test(name))).toEqual([]);
});

describe("what goes no further than to the proxy", () => {
  const head = (line: string) => `HTTP/1.1 ${line}\r\nConnection: x-user\r\nX-User: ann\r\nContent-Length: 0\r\n\r\n`;

  test("of an answer that lets a request pass: fields that its Connection names", async () => {
    const guard = await startRawInstance(answering(head("200 OK")));
    const { port, seen } = await startGuarded(membersOf(guard), { responseHeaders: ["x-user"] });

    await fetchFrom(port, "/", { headers: { "x-user": "root" } });

    expect(seen[0]?.headers).not.toHaveProperty("x-user");
  });

  test("of one that does not: the same", async () => {
    const guard = await startRawInstance(answering(head("403 No")));
    const { port } = await startGuarded(membersOf(guard));
    expect((await fetchFrom(port, "/")).headers).not.toHaveProperty("x-user");
  });
});

test("a page in another coding than UTF-8 comes as it was sent", async () => {
  const { port } = await startGuardedBy((_request, response) => {
    response.writeHead(401, { "Content-Type": "text/html", "Content-Encoding": "gzip" }).end(gzipSync("please log in"));
  });

  const text = await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

  const body = Buffer.from(text.slice(text.indexOf("\r\n\r\n") + 4), "latin1");
  expect(gunzipSync(body).toString()).toBe("please log in");
});

test.each([
  ["changes the protocol", "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other"],
  ["has a status that there is not", "600 Beyond\r\nContent-Length: 0"],
])("nobody passes at once where the answer %s", async (_, head) => {
  const guard = await startRawInstance(answering(`HTTP/1.1 ${head}\r\n\r\n`));
  const { port, seen } = await startGuarded(membersOf(guard), { timeout: "1h" });
  expect((await fetchFrom(port, "/")).status).toBe(503);
  expect(seen).toEqual([]);
});

test("a connection that was verified by an issuer who is trusted no more is not used", async () => {
  const server = createServer({ cert: shopCertificate.cert, key: shopCertificate.key }, (_request, response) =>
    response.end(),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterTest(() => {
    server.close();
    server.closeAllConnections();
  });
  const port = await freePort();
  const echo = await startEcho();
  const trusting = (caFile: string) =>
    topologyOf(port, {
      routes: [
        { name: "all", filters: [{ type: "ForwardAuth", service: "guard" }], backends: [{ service: "service" }] },
      ],
      services: [
        { name: "service", members: membersOf(echo) },
        {
          name: "guard",
          members: [{ address: "127.0.0.1", port: (server.address() as AddressInfo).port }],
          tls: { hostname: "shop.example.com", caFile },
        },
      ],
    });
  const file = new ConfigFile(trusting(shopCertificate.certFile));
  const { proxy } = await startConfigFile(file.path);
  expect((await fetchFrom(port, "/")).status).toBe(200);

  file.write(trusting(renewedShopCertificate.certFile));
  await proxy.reload();

  expect((await fetchFrom(port, "/")).status).toBe(503);
});
