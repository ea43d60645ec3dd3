import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { RunningService } from "../../../../lib/proxy/service";
import type { Member, Service } from "../../../../lib/topology";
import { afterTest } from "../../support/cleanup";

/** A TCP server that stands for one instance, and the connections that it has seen. */
export interface TestInstance extends Member {
  readonly connections: readonly Socket[];
  /** The next connection that it gets. */
  next(): Promise<Socket>;
  close(): void;
}

/** Starts an instance that lives until the test ends; its sockets may be half open. */
export async function startInstance(
  serve: (socket: Socket) => void = () => {},
  address = "127.0.0.1",
): Promise<TestInstance> {
  const connections: Socket[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    connections.push(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  const close = () => {
    server.close();
    for (const socket of connections) socket.destroy();
  };
  afterTest(close);
  server.listen(0, address);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const next = async () => {
    const [socket] = await once(server, "connection");
    return socket as Socket;
  };
  return { address, port, connections, next, close };
}

/** An instance that says its number and sends back what it gets. */
export function startEcho(greeting = ""): Promise<TestInstance> {
  return startInstance((socket) => {
    if (greeting !== "") socket.write(greeting);
    socket.pipe(socket);
  });
}

/** A member on a port where nothing listens. */
export async function deadMember(): Promise<Member> {
  const { address, port, close } = await startInstance();
  close();
  return { address, port };
}

/** A service as the proxy runs it, until the test ends. */
export function runService(members: readonly Member[], config: Partial<Service> = {}): RunningService {
  const service = new RunningService(serviceOf(members, config), {
    now: () => performance.now(),
    random: Math.random,
    affinityKey: "test",
    onHealth: () => {},
  });
  afterTest(() => service.close());
  return service;
}

export function serviceOf(members: readonly Member[], config: Partial<Service> = {}): Service {
  return {
    name: "service",
    protocol: "TCP",
    members: members.map(({ address, port }) => ({ address, port })),
    ...config,
  };
}

/** Leases that are held, by instance. */
export function activeCounts(service: RunningService): number[] {
  return service.status().map(({ active }) => active);
}
