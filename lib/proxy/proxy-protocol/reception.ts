import type { Socket } from "node:net";
import type { ConnectionCensus, Seat } from "../connections";
import type { TimerWheel } from "../time";
import { AnnouncedClients } from "./announced-clients";
import { awaitHeader } from "./await-header";

/** Told what becomes of a connection; one of the two is called at most once. */
export interface ReceptionListener {
  /**
   * The connection is paused, and begins behind its header.
   *
   * @param client `undefined` where it is its peer
   */
  onClient(client: string | undefined): void;
  /** The connection was closed, for a reason that is worth a line of the log. */
  onRefused(reason: string): void;
}

/** Receives the connections of proxies in front, which say first whose they are. */
export class Reception {
  private readonly clients = new AnnouncedClients();

  constructor(
    private readonly census: ConnectionCensus,
    private readonly wheel: TimerWheel,
  ) {}

  /** Whose connection it is, where a header has said so. */
  clientOf(socket: Socket): string | undefined {
    return this.clients.of(socket);
  }

  /**
   * @param milliseconds for the header
   * @returns the connection's seat; `undefined` where there is none, and it was closed
   */
  receive(socket: Socket, milliseconds: number, listener: ReceptionListener): Seat | undefined {
    const peer = socket.remoteAddress ?? "";
    const seat = this.census.admitUnnamed();
    if (seat === undefined) {
      socket.destroy();
      return undefined;
    }
    awaitHeader(socket, this.wheel, milliseconds, {
      onHeader: (client) => {
        if (!this.census.name(seat, client ?? peer)) {
          socket.destroy();
          return;
        }
        if (client !== undefined) this.clients.set(socket, client);
        listener.onClient(client);
      },
      onRefused: (reason) => {
        socket.destroy();
        if (reason !== undefined) listener.onRefused(`the PROXY header is refused: ${reason}`);
      },
    });
    return seat;
  }
}
