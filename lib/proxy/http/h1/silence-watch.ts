import type { HttpLimits } from "../limits";
import type { ByteStream } from "./byte-stream";

/** How often it is looked whether anything has moved: silence is noticed a quarter of its limit late at most. */
export function silencePeriod(limits: HttpLimits): number {
  return Math.min(limits.clientIdle, limits.instanceIdle) / 4;
}

/** Who is waited for. */
export interface Awaited {
  /** The client is to send more of its request. */
  readonly clientSends: boolean;
  /** The response has begun. */
  readonly responding: boolean;
}

/** Watches whether bytes move on a client's connection while there is a request. */
export class SilenceWatch {
  private periods = 0;
  private bytes = -1;

  constructor(
    private readonly socket: ByteStream,
    private readonly limits: HttpLimits,
  ) {}

  /** To be asked once a period. @returns why the connection must go; `undefined` where it may stay */
  check({ clientSends, responding }: Awaited): string | undefined {
    const { socket, limits } = this;
    const bytes = socket.bytesWritten + socket.bytesRead;
    this.periods = bytes === this.bytes ? this.periods + 1 : 0;
    this.bytes = bytes;
    const silence = this.periods * silencePeriod(limits);
    if (silence >= limits.clientIdle) {
      if (clientSends) return "the client stopped sending";
      if (socket.writableLength > 0) return "the client stopped reading";
    }
    return responding && silence >= limits.instanceIdle ? "the instance fell silent" : undefined;
  }
}
