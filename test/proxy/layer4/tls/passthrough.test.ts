import type { TlsPassthroughPlan } from "../../../../lib/proxy/engine";
import { createTlsEngine, type Layer4Limits } from "../../../../lib/proxy/layer4";
import { helloBytes, serverName } from "../support/client-hello-bytes";
import { activeCounts, runService, startInstance } from "../support/instances";
import { openListener } from "../support/listeners";
import { connectTo, receive, receiveText } from "../support/streams";

/** The fatal alert `unrecognized_name`. */
const UNRECOGNIZED_NAME = "\x15\x03\x03\x00\x02\x02\x70";

async function openPassthrough(plan: Partial<TlsPassthroughPlan>, limits: Partial<Layer4Limits> = {}) {
  return openListener(
    createTlsEngine,
    {
      edge: "edge",
      name: "sni",
      address: "127.0.0.1",
      port: 0,
      protocol: "TLS",
      mode: "Passthrough",
      service: undefined,
      routes: [],
      idleTimeout: 3_600_000,
      ...plan,
    },
    limits,
  );
}

/** A service of one instance that says the service's name and keeps what it gets. */
async function startNamed(name: string) {
  const instance = await startInstance((socket) => socket.write(`${name}\n`));
  return { instance, service: runService([instance], { name }) };
}

function hello(name?: string): Buffer {
  return helloBytes({ extensions: name === undefined ? [] : [serverName(name)] });
}

describe("the server name leads to the service", () => {
  test.each([
    ["db.example.com", "exact"],
    ["DB.EXAMPLE.COM", "exact"],
    ["x.example.com", "wildcard"],
    ["x.y.example.com", "wildcard"],
    ["x.db.example.com", "longer wildcard"],
    ["example.com", "everything else"],
    [undefined, "everything else"],
  ])("%s: %s", async (name, expected) => {
    const names = ["exact", "wildcard", "longer wildcard", "everything else"];
    const [exact, wildcard, longer, rest] = await Promise.all(
      names.map(async (service) => (await startNamed(service)).service),
    );
    if (!exact || !wildcard || !longer || !rest) throw new Error("a service is missing");
    const listener = await openPassthrough({
      service: rest,
      routes: [
        { hostnames: ["*.example.com"], service: wildcard },
        { hostnames: ["other.test", "db.example.com"], service: exact },
        { hostnames: ["*.db.example.com"], service: longer },
      ],
    });
    const client = await connectTo(listener.port);
    client.write(hello(name));
    expect(await receiveText(client, "\n")).toBe(`${expected}\n`);
    client.resetAndDestroy();
    expect(await listener.nextSession()).toMatchObject({ service: expected, serverName: name?.toLowerCase() });
  });
});

test("every byte of the hello reaches the instance unchanged, and so does what follows", async () => {
  const { instance, service } = await startNamed("all");
  const listener = await openPassthrough({ service });
  const client = await connectTo(listener.port);
  const bytes = Buffer.concat([helloBytes({ extensions: [serverName("a.b")] }, 7), Buffer.from("and more")]);
  const connected = instance.next();
  for (const [index, byte] of bytes.entries()) {
    client.write(Buffer.from([byte]));
    // In packets of their own, as far as that can be had.
    if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  client.end();
  const received = await receive(await connected);
  expect(Buffer.from(received.text, "latin1").equals(bytes)).toBe(true);
});

describe("a client is closed", () => {
  test("that asks for a name without a service, with the alert for that", async () => {
    const { service } = await startNamed("db");
    const listener = await openPassthrough({ routes: [{ hostnames: ["db.example.com"], service }] });
    for (const name of ["other.example.com", undefined]) {
      const client = await connectTo(listener.port);
      client.write(hello(name));
      expect(await receive(client)).toMatchObject({ text: UNRECOGNIZED_NAME, reset: false });
      expect(await listener.nextSession()).toMatchObject({
        service: undefined,
        serverName: name,
        reason: "no service for the server name",
      });
    }
    expect(activeCounts(service)).toEqual([0]);
  });

  test.each([
    ["that does not speak TLS", Buffer.from("GET / HTTP/1.1\r\n\r\n"), "not a ClientHello: it is not a TLS handshake"],
    [
      "whose hello is too long",
      helloBytes({ extensions: [[21, Buffer.alloc(3000)]] }),
      "not a ClientHello: the message is longer than 2000 bytes",
    ],
    ["that stops within its hello", hello("a.b").subarray(0, 50), "no ClientHello within 200 ms"],
    ["that says nothing", Buffer.alloc(0), "no ClientHello within 200 ms"],
  ])("%s", async (_what, bytes, reason) => {
    const { service, instance } = await startNamed("all");
    const listener = await openPassthrough({ service }, { clientHelloSize: 2000, handshakeTimeout: 200 });
    const client = await connectTo(listener.port);
    client.write(bytes);
    expect(await receive(client)).toMatchObject({ bytes: 0 });
    expect(await listener.nextSession()).toMatchObject({ service: undefined, reason });
    expect(instance.connections).toHaveLength(0);
  });

  test("that ends within its hello", async () => {
    const { service } = await startNamed("all");
    const listener = await openPassthrough({ service });
    const client = await connectTo(listener.port);
    client.end(hello("a.b").subarray(0, 50));
    expect(await receive(client)).toMatchObject({ bytes: 0 });
    expect(await listener.nextSession()).toMatchObject({ reason: "the client closed within its ClientHello" });
  });

  test("for which there is no instance", async () => {
    const listener = await openPassthrough({ service: runService([]) });
    const client = await connectTo(listener.port);
    client.write(hello("a.b"));
    expect(await receive(client)).toMatchObject({ bytes: 0 });
    expect(await listener.nextSession()).toMatchObject({ serverName: "a.b", reason: "no usable instance" });
  });

  test("that still owes its hello when the listener is cut", async () => {
    const { service } = await startNamed("all");
    const listener = await openPassthrough({ service });
    const client = await connectTo(listener.port);
    const received = receive(client);
    while (listener.open === 0) await new Promise((resolve) => setImmediate(resolve));
    await listener.engine.stopAccepting();
    await listener.engine.drain(0);
    expect(await received).toMatchObject({ bytes: 0 });
    expect(listener.sessions).toMatchObject([{ reason: "the time to drain was over" }]);
  });
});

test("a new plan is for hellos to come", async () => {
  const [before, after] = await Promise.all([startNamed("before"), startNamed("after")]);
  const listener = await openPassthrough({ service: before.service });
  const old = await connectTo(listener.port);
  old.write(hello("a.b"));
  expect(await receiveText(old, "\n")).toBe("before\n");
  listener.engine.update({
    ...listener.plan,
    mode: "Passthrough",
    routes: [{ hostnames: ["a.b"], service: after.service }],
  });
  const fresh = await connectTo(listener.port);
  fresh.write(hello("a.b"));
  expect(await receiveText(fresh, "\n")).toBe("after\n");
  expect(activeCounts(before.service)).toEqual([1]);
});
