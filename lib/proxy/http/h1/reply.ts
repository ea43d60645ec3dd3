import type { Answer, BodyStageFactory } from "../../engine";
import type { ResponseFraming } from "./response-head";
import type { ResponseParser } from "./wire/response-parser";

/** What a response depends on of its request. */
export interface ReplyRequest {
  readonly method: string;
  /** 0 or 1, of HTTP/1. */
  readonly minor: number;
  /** Whether the client takes another response on this connection. */
  readonly persistent: boolean;
  readonly expectsContinue: boolean;
  /** Whether it is malformed, so that it may be another request to whoever is in between. */
  readonly malformed?: boolean;
}

/** What is known of a request that is refused before it was understood. */
export function malformedRequest(method: string, minor: number): ReplyRequest {
  return { method, minor, persistent: false, expectsContinue: false, malformed: true };
}

/** Changes the fields of a response, and may return what its body is to go through. */
export type FieldChange = (fields: string[]) => BodyStageFactory | undefined;

/** The response of one exchange, on its way to the client. It is begun once and never taken back. */
export interface Reply {
  /** 0 until it is begun. */
  readonly status: number;
  readonly begun: boolean;
  /** The connection, or stream, ends with it. */
  closes: boolean;
  /** Only the end of the connection tells that of the body. */
  readonly endsWithConnection: boolean;
  /** The request's body has come in full. */
  bodyArrived: boolean;
  /** Without 100 (Continue) the client may send its body or not. */
  readonly bodyInDoubt: boolean;

  /** Says which request it answers; one that could not be read ends its connection. */
  answers(request: ReplyRequest): void;
  /** Sends a response of the proxy's own. */
  answer(answer: Answer): void;
  /**
   * Begins to pass an instance's response on that no filter changes.
   *
   * @param cookie a `Set-Cookie` of the proxy's own
   */
  begin(head: ResponseParser, framing: ResponseFraming, cookie: string | undefined): void;
  /**
   * Begins to pass an instance's response on that filters change.
   *
   * @returns what `change` returns, where there is a body
   * @throws SyntaxError where filters have made what cannot be sent; nothing was sent then
   */
  beginChanged(
    head: ResponseParser,
    framing: ResponseFraming,
    cookie: string | undefined,
    change: FieldChange,
  ): BodyStageFactory | undefined;
  /** @param lent whether the buffer will be used for something else after the call */
  bytes(buffer: Buffer, start: number, end: number, lent: boolean): void;
  /**
   * @param trailers lines of trailer fields, which only a body without a length can have
   * @param neverIndexed as {@link HeadParser.neverIndexed}, of them
   */
  end(trailers: string, neverIndexed: ReadonlySet<string> | undefined): void;
  /** Passes 100 (Continue) or 103 (Early Hints) on. */
  inform(head: ResponseParser): void;
  /**
   * Says that the protocol changes, as the instance has agreed to.
   *
   * @throws SyntaxError where filters have made what cannot be sent; nothing was sent then
   */
  changeProtocol(head: ResponseParser, protocol: string, cookie: string | undefined, change: FieldChange): void;
}
