import type { Socket } from "node:net";
import type { ConnectionCensus, Seat } from "../connections";
import type { EngineObserver, ListenerIdentity, ListenerPlan, UdpListenerPlan } from "../engine";
import { identityOf } from "../listener-identity";
import type { TimerWheel } from "../time";
import { AnnouncedClients } from "./announced-clients";
import { awaitHeader } from "./await-header";

/** Told what becomes of a listener's connections. */
interface ReceptionListener {
  /** Milliseconds that a PROXY header may take. */
  headerTime(): number;
  /**
   * The connection may be served. One that began with a header is paused behind it.
   *
   * @param client `undefined` where it is the connection's peer
   */
  onAdmitted(socket: Socket, client: string | undefined): void;
  /** A connection was closed, for a reason that is worth a line of the log. */
  onRefused(sourceAddress: string, reason: string): void;
  /** A connection that was counted is closed. */
  onClosed(): void;
}

/**
 * Receives the connections of a listener: counts them, has those of proxies in front say first whose they are, and closes
 * those for which there is no room.
 */
export class Reception {
  /** Every connection that was counted and is open: those in a handshake, too. */
  readonly open = new Set<Socket>();
  private readonly clients = new AnnouncedClients();

  constructor(
    private readonly census: ConnectionCensus,
    private readonly wheel: TimerWheel,
    private readonly observer: EngineObserver,
    private readonly listener: ReceptionListener,
  ) {}

  /** Whose connection it is, where a header has said so. */
  clientOf(socket: Socket): string | undefined {
    return this.clients.of(socket);
  }

  /** @param plan that the connection begins under */
  receive(socket: Socket, plan: Exclude<ListenerPlan, UdpListenerPlan>): void {
    const peer = socket.remoteAddress ?? "";
    const announced = plan.proxyProtocol?.trustedProxies.includes(peer) === true;
    const seat = announced ? this.census.admitUnnamed() : this.census.admit(peer);
    if (seat === undefined) {
      socket.destroy();
      return;
    }
    this.track(socket, seat, identityOf(plan));
    if (announced) this.awaitClient(socket, seat, peer);
    else this.listener.onAdmitted(socket, undefined);
  }

  private awaitClient(socket: Socket, seat: Seat, peer: string): void {
    awaitHeader(socket, this.wheel, this.listener.headerTime(), {
      onHeader: (client) => {
        if (!this.census.name(seat, client ?? peer)) {
          socket.destroy();
          return;
        }
        if (client !== undefined) this.clients.set(socket, client);
        this.listener.onAdmitted(socket, client);
      },
      onRefused: (reason) => {
        socket.destroy();
        if (reason !== undefined) this.listener.onRefused(peer, `the PROXY header is refused: ${reason}`);
      },
    });
  }

  private track(socket: Socket, seat: Seat, listener: ListenerIdentity): void {
    this.open.add(socket);
    this.observer.connectionOpened(listener);
    socket.on("close", () => {
      this.open.delete(socket);
      this.census.leave(seat);
      this.observer.connectionClosed(listener);
      this.listener.onClosed();
    });
  }
}
