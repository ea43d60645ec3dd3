import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Answer, BodyStageFactory } from "../../engine";
import { fieldValue } from "../fields";
import { type RelayListener, relayBody, relayThrough } from "./response-relay";

/** What decides whether a connection goes on after a response. */
export interface ReplyContext {
  /** Whether connections are to end after the response. */
  readonly draining: boolean;
}

/** The response of one exchange, on its way to the client. It is begun once and never taken back. */
export class Reply {
  /** 0 until it is begun. */
  status = 0;
  /** The connection ends with it. */
  mustClose = false;
  private continued = false;

  /** @param expectsContinue the client waits for 100 (Continue) before it sends its body */
  constructor(
    private readonly context: ReplyContext,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly expectsContinue: boolean,
  ) {}

  get begun(): boolean {
    return this.status !== 0;
  }

  /** Whether the client does not read what it is sent. */
  get blocked(): boolean {
    return this.response.writableNeedDrain;
  }

  /** Sends a response of the proxy's own. */
  answer({ status, fields, body }: Answer): void {
    const all = [...fields];
    const bodyless = status === 204 || status === 304;
    if (!bodyless) all.push("Content-Length", String(Buffer.byteLength(body)));
    this.begin(status, all);
    this.response.end(bodyless ? undefined : body);
  }

  /**
   * Passes an instance's response on.
   *
   * @param stage what the body goes through, where there is one
   * @throws Error where its head cannot be sent; nothing was sent then
   */
  relay(from: IncomingMessage, fields: string[], stage: BodyStageFactory | undefined, listener: RelayListener): void {
    const status = from.statusCode ?? 502;
    this.begin(status, fields, from.statusMessage);
    const hasContent = this.request.method !== "HEAD" && status !== 204 && status !== 304;
    if (stage === undefined || !hasContent) relayBody(from, this.response, listener);
    else relayThrough(stage, from, this.response, listener);
  }

  /** Passes 100 (Continue) or 103 (Early Hints) on. */
  inform(status: number, fields: readonly string[]): void {
    if (this.begun) return;
    if (status === 100 && this.expectsContinue && !this.continued) {
      this.continued = true;
      this.response.writeContinue();
    }
    const link = status === 103 ? fieldValue(fields, "link") : undefined;
    if (link !== undefined && this.request.httpVersionMinor === 1) this.response.writeEarlyHints({ link });
  }

  /** Answers 101 (Switching Protocols); the socket is the caller's from then on. */
  changeProtocol(socket: Socket, protocol: string, fields: readonly string[]): void {
    this.status = 101;
    this.response.detachSocket(socket);
    let head = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n`;
    for (let index = 0; index < fields.length; index += 2) head += `${fields[index]}: ${fields[index + 1]}\r\n`;
    socket.write(`${head}\r\n`, "latin1");
  }

  private begin(status: number, fields: string[], statusText?: string): void {
    // Without 100 (Continue) the client may send its body or not: what comes next cannot be told apart.
    const bodyInDoubt = this.expectsContinue && !this.continued && !this.request.complete;
    if (this.mustClose || this.context.draining || bodyInDoubt) fields.push("Connection", "close");
    if (statusText === undefined) this.response.writeHead(status, fields);
    else this.response.writeHead(status, statusText, fields);
    this.status = status;
  }
}
