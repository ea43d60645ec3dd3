import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { startRawInstance } from "../../../../support/instances";
import { RequestReader } from "./request-reader";

/** What a service sends instead of a response. */
export interface Misbehaviour {
  readonly pieces: readonly Buffer[];
  /** It ends the connection after it. */
  readonly closes: boolean;
}

/** A service that answers some paths with whatever it is told to, and all others with their own path. */
export class MisbehavingService {
  private readonly told = new Map<string, Misbehaviour>();
  private opened = 0;

  private constructor(readonly members: readonly [{ readonly address: string; readonly port: number }]) {}

  static async start(): Promise<MisbehavingService> {
    let accept: (socket: Socket) => void = () => {};
    const { address, port } = await startRawInstance((socket) => accept(socket));
    const service = new MisbehavingService([{ address, port }]);
    accept = (socket) => service.serve(socket);
    return service;
  }

  /** @returns the path that is answered so, once */
  will(misbehaviour: Misbehaviour): string {
    this.opened += 1;
    const path = `/told/${this.opened}`;
    this.told.set(path, misbehaviour);
    return path;
  }

  private serve(socket: Socket): void {
    const reader = new RequestReader(({ target }) => {
      const told = this.told.get(target);
      this.told.delete(target);
      if (told !== undefined) void misbehave(socket, told);
      else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${target.length}\r\n\r\n${target}`);
    });
    socket.setNoDelay(true);
    socket.on("data", (bytes) => reader.read(bytes));
    socket.on("close", () => reader.close());
  }
}

async function misbehave(socket: Socket, { pieces, closes }: Misbehaviour): Promise<void> {
  for (const piece of pieces) {
    if (!socket.writable) return;
    socket.write(piece);
    await turn();
  }
  if (closes) socket.end();
}
