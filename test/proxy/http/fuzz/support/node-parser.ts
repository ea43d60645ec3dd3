import { createRequire } from "node:module";

interface Parser {
  [callback: number]: unknown;
  initialize(type: number, resource: object, maxHeaderSize: number, lenientFlags: number): void;
  /** @returns how many bytes were read: fewer than there are where the protocol changes after them */
  execute(bytes: Buffer): number | ParserError;
  /** Nothing more comes. */
  finish(): number | ParserError | undefined;
  close(): void;
}

export type ParserError = Error & { readonly code: string; readonly reason: string };

interface ParserClass {
  new (): Parser;
  readonly REQUEST: number;
  readonly RESPONSE: number;
  readonly kOnMessageBegin: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

/** What `node:http` itself uses; there is no public way to its parser without its server. */
export const { HTTPParser: NodeParser } = createRequire(__filename)("_http_common") as {
  readonly HTTPParser: ParserClass;
};
export const STRICT = 0;
export const LARGEST_HEAD = 64 * 1024;
