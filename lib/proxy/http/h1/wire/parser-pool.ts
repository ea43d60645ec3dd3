import type { HeadLimits } from "./head-parser";
import { RequestParser } from "./request-parser";

const KEPT = 1024;

/** Parsers that wait for their next request. Connections at rest hold none, which keeps them small. */
export class ParserPool {
  private readonly free: RequestParser[] = [];

  constructor(private readonly limits: HeadLimits) {}

  take(): RequestParser {
    return this.free.pop() ?? new RequestParser(this.limits);
  }

  /** One of a pool with other limits is of no further use. */
  giveBack(parser: RequestParser): void {
    parser.reset();
    if (parser.limits === this.limits && this.free.length < KEPT) this.free.push(parser);
  }
}
