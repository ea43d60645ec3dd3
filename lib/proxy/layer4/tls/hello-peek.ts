import type { Socket } from "node:net";
import { Deadline, type TimerWheel } from "../../time";
import type { Layer4Limits } from "../limits";
import { type ClientHello, ClientHelloReader } from "./client-hello";

/** Told what a client began with; one of the two is called at most once, none where the client goes away before. */
export interface HelloPeekListener {
  /** @param bytes all that was read so far, the hello and what came with it */
  onHello(hello: ClientHello, bytes: Buffer): void;
  onRefused(reason: string): void;
}

/** Reads a client's first bytes until its ClientHello is whole, within a size and a time, and leaves it paused. */
export class HelloPeek {
  private readonly reader: ClientHelloReader;
  private readonly deadline: Deadline;

  constructor(
    private readonly client: Socket,
    wheel: TimerWheel,
    { clientHelloSize, handshakeTimeout }: Layer4Limits,
    private readonly listener: HelloPeekListener,
  ) {
    this.reader = new ClientHelloReader(clientHelloSize);
    this.deadline = new Deadline(wheel, handshakeTimeout, () =>
      this.refuse(`no ClientHello within ${handshakeTimeout} ms`),
    );
    client.on("data", this.onData).on("end", this.onEnd).on("close", this.onClose);
    client.resume();
  }

  private readonly onData = (chunk: Buffer): void => {
    const result = this.reader.push(chunk);
    if (result === undefined) return;
    this.stop();
    if ("fault" in result) this.listener.onRefused(`not a ClientHello: ${result.fault}`);
    else this.listener.onHello(result, this.reader.bytes);
  };

  private readonly onEnd = (): void => this.refuse("the client closed within its ClientHello");

  private readonly onClose = (): void => this.stop();

  private refuse(reason: string): void {
    this.stop();
    this.listener.onRefused(reason);
  }

  private stop(): void {
    this.deadline.cancel();
    this.client.pause();
    this.client.off("data", this.onData).off("end", this.onEnd).off("close", this.onClose);
  }
}
