import { createServer, type Server, type Socket } from "node:net";
import type { ConnectionCensus } from "../../connections";
import type { BoundAddress, EngineContext, ListenerEngine } from "../../engine";
import { Reception } from "../../proxy-protocol";
import { TimerWheel } from "../../time";
import type { Layer4Limits } from "../limits";
import { KEEP_ALIVE } from "./connector";
import type { StreamPlan, StreamSession, StreamSurroundings } from "./stream-session";

const LONGEST_TIMER = 0x7fff_ffff;

/** A listening TCP socket and the connections that came in through it; what becomes of them is for the subclass. */
export abstract class StreamEngine<Plan extends StreamPlan> implements ListenerEngine<Plan> {
  protected readonly surroundings: StreamSurroundings;
  private readonly server: Server;
  private readonly reception: Reception;
  private readonly sessions = new Set<StreamSession>();
  private readonly onEmpty: (() => void)[] = [];

  constructor(
    protected plan: Plan,
    { observer }: EngineContext,
    limits: Layer4Limits,
    census: ConnectionCensus,
  ) {
    const wheel = new TimerWheel();
    this.reception = new Reception(census, wheel, observer, {
      headerTime: () => limits.handshakeTimeout,
      onAdmitted: (socket) => this.begin(socket),
      onRefused: (sourceAddress, reason) => this.reportRefusal(sourceAddress, reason),
      onClosed: () => this.checkEmpty(),
    });
    this.surroundings = {
      observer,
      wheel,
      limits,
      sourceOf: (client) => this.reception.clientOf(client) ?? client.remoteAddress ?? "",
      onBegun: (session) => this.sessions.add(session),
      onEnded: (session) => {
        this.sessions.delete(session);
        this.checkEmpty();
      },
    };
    this.server = createServer(
      // A client is not read from before there is somewhere to send what it says.
      {
        allowHalfOpen: true,
        pauseOnConnect: true,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: KEEP_ALIVE,
      },
      (socket) => this.reception.receive(socket, this.plan),
    );
  }

  /** Serves one client; its socket is paused. */
  protected abstract serve(client: Socket, plan: Plan): void;

  /** Notes a connection that came to its end before it had a session. */
  protected reportRefusal(sourceAddress: string, reason: string, serverName?: string): void {
    this.surroundings.observer.sessionEnded({
      listener: this.plan,
      service: undefined,
      instance: undefined,
      sourceAddress,
      serverName,
      milliseconds: 0,
      bytesFromClient: 0,
      bytesToClient: 0,
      reason,
    });
  }

  open(): Promise<BoundAddress> {
    const { address, port } = this.plan;
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, address, () => {
        this.server.off("error", reject);
        // A connection that could not be accepted, for want of descriptors, is lost; the next ones need not be.
        this.server.on("error", () => {});
        resolve(boundAddress(this.server));
      });
    });
  }

  update(plan: Plan): void {
    this.plan = plan;
  }

  stopAccepting(): Promise<void> {
    // The descriptor is closed by the time of the next turn; the server's own callback waits for connections, too.
    return new Promise((resolve) => {
      this.server.close();
      setImmediate(resolve);
    });
  }

  drain(grace: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.cutAll(), Math.min(grace, LONGEST_TIMER));
      this.onEmpty.push(() => {
        clearTimeout(timer);
        resolve();
      });
      this.checkEmpty();
    });
  }

  private begin(socket: Socket): void {
    // Closing comes after it.
    socket.on("error", () => {});
    this.serve(socket, this.plan);
  }

  private cutAll(): void {
    for (const session of this.sessions) session.cut("the time to drain was over");
    // What is left has no session yet: a handshake under way.
    for (const socket of this.reception.open) socket.destroy();
  }

  private checkEmpty(): void {
    if (this.reception.open.size > 0 || this.sessions.size > 0) return;
    for (const callback of this.onEmpty.splice(0)) callback();
  }
}

function boundAddress(server: Server): BoundAddress {
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new TypeError("a listening TCP socket has an address");
  return { address: bound.address, port: bound.port };
}
