import { type RunningProxy, SILENT, startProxy } from "../../../lib/proxy";
import type { Listener, Service, Topology } from "../../../lib/topology";
import { freePort } from "../../support/free-ports";
import { afterTest } from "../support/cleanup";
import { ConfigFile, membersOf, startTopology } from "../support/proxies";
import { DatagramClient, startDatagramEcho } from "./support/datagrams";
import { startEcho } from "./support/instances";
import { connectTo, receive, receiveText } from "./support/streams";

function topologyOf(listeners: readonly Listener[], services: readonly Service[]): Topology {
  return { version: 1, edges: [{ name: "edge", listeners }], services };
}

function tcpListener(port: number, more: Partial<Listener> = {}): Listener {
  return { name: "galera", address: "127.0.0.1", port, protocol: "TCP", service: "galera", ...more } as Listener;
}

async function startFile(file: ConfigFile): Promise<RunningProxy> {
  const proxy = await startProxy({ configFile: file.path, log: SILENT });
  afterTest(() => proxy.close({ graceMs: 0 }));
  return proxy;
}

test("a Topology's TCP and UDP listeners lead to their services", async () => {
  const tcpPort = await freePort();
  const udpPort = await freePort();
  const [stream, datagrams] = await Promise.all([startEcho("galera"), startDatagramEcho("resolver")]);
  await startTopology(
    topologyOf(
      [
        tcpListener(tcpPort),
        { name: "dns", address: "127.0.0.1", port: udpPort, protocol: "UDP", service: "resolver" },
      ],
      [
        {
          name: "galera",
          protocol: "TCP",
          balancing: { algorithm: "LeastConnections" },
          members: membersOf(stream),
        },
        { name: "resolver", protocol: "UDP", members: membersOf(datagrams) },
      ],
    ),
  );
  expect(await receiveText(await connectTo(tcpPort), "galera")).toBe("galera");
  expect(await (await DatagramClient.to(udpPort)).ask("name?")).toBe("resolver:name?");
});

test("a listener's idle timeout is kept", async () => {
  const port = await freePort();
  const instance = await startEcho();
  await startTopology(
    topologyOf(
      [tcpListener(port, { idleTimeout: "200ms" })],
      [{ name: "galera", protocol: "TCP", members: membersOf(instance) }],
    ),
  );
  expect(await receive(await connectTo(port))).toMatchObject({ bytes: 0, reset: false });
});

describe("a changed configuration", () => {
  test("leaves open connections alone, and new ones follow it", async () => {
    const port = await freePort();
    const [before, after] = await Promise.all([startEcho("before"), startEcho("after")]);
    const running = (members: Service["members"]) =>
      topologyOf([tcpListener(port)], [{ name: "galera", protocol: "TCP", members: members ?? [] }]);
    const file = new ConfigFile(running(membersOf(before)));
    const proxy = await startFile(file);
    const open = await connectTo(port);
    await receiveText(open, "before");

    file.write(running(membersOf(after)));
    await proxy.reload();
    expect(await receiveText(await connectTo(port), "after")).toBe("after");
    open.write("still here");
    expect(await receiveText(open, "still here")).toBe("still here");
  });

  test("that takes the listener away frees the port; what is open may end by itself", async () => {
    const port = await freePort();
    const other = await freePort();
    const instance = await startEcho("galera");
    const services: Service[] = [{ name: "galera", protocol: "TCP", members: membersOf(instance) }];
    const file = new ConfigFile(topologyOf([tcpListener(port)], services));
    const proxy = await startFile(file);
    const open = await connectTo(port);
    await receiveText(open, "galera");

    file.write(topologyOf([tcpListener(other)], services));
    await proxy.reload();
    await expect(connectTo(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(await receiveText(await connectTo(other), "galera")).toBe("galera");
    open.write("still here");
    expect(await receiveText(open, "still here")).toBe("still here");
  });
});

test("a proxy that is closed cuts connections when their time is over", async () => {
  const port = await freePort();
  const instance = await startEcho("galera");
  const { proxy } = await startTopology(
    topologyOf([tcpListener(port)], [{ name: "galera", protocol: "TCP", members: membersOf(instance) }]),
  );
  const client = await connectTo(port);
  await receiveText(client, "galera");
  const received = receive(client);
  await proxy.close({ graceMs: 50 });
  expect(await received).toMatchObject({ reset: true });
});
