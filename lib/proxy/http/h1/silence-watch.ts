import type { HttpLimits } from "../limits";

/** How often it is looked whether anything has moved: silence is noticed a quarter of its limit late at most. */
export function silencePeriod(limits: HttpLimits): number {
  return Math.min(limits.clientIdle, limits.instanceIdle) / 4;
}

/** The bytes that move between a client and the proxy. */
export interface Traffic {
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Those that wait for the client. */
  readonly writableLength: number;
}

/** Who is waited for. */
interface Awaited {
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
    private readonly traffic: Traffic,
    private readonly limits: HttpLimits,
  ) {}

  /** To be asked once a period. @returns why the connection must go; `undefined` where it may stay */
  check({ clientSends, responding }: Awaited): string | undefined {
    const { traffic, limits } = this;
    const bytes = traffic.bytesWritten + traffic.bytesRead;
    this.periods = bytes === this.bytes ? this.periods + 1 : 0;
    this.bytes = bytes;
    const silence = this.periods * silencePeriod(limits);
    if (silence >= limits.clientIdle) {
      if (clientSends) return "the client stopped sending";
      if (traffic.writableLength > 0) return "the client stopped reading";
    }
    return responding && silence >= limits.instanceIdle ? "the instance fell silent" : undefined;
  }
}
