import { PREFACE } from "../../../h2/frame";
import type { Frames } from "../frames";
import { cutInto } from "../messages";
import { converse, type Ending } from "./client";
import { type ReceivedFrames, readFrames } from "./frames-read";
import type { SecondReader, WholeRequest } from "./nghttp2";
import type { NotingService } from "./noting-service";

/** What has become of a connection of HTTP/2. */
export interface Outcome {
  /** Whole ones that the service has received. */
  readonly requests: readonly WholeRequest[];
  /** Those that the second reader takes for whole; none where it was not asked. */
  readonly whole: readonly WholeRequest[];
  readonly received: ReceivedFrames;
}

/** Whom frames are sent to. */
export interface Recipients {
  readonly port: number;
  readonly service: NotingService;
  readonly second?: SecondReader;
}

/**
 * Sends frames on a connection of their own, from an address of its own.
 *
 * @param places where they are cut into pieces, without regard to where they begin
 */
export async function send(
  { port, service, second }: Recipients,
  frames: Frames,
  places: readonly number[],
  ending: Ending,
): Promise<Outcome> {
  const { address, requests } = service.know();
  const received = await converse(port, cutInto(Buffer.concat([PREFACE, ...frames]), places), ending, address);
  const whole = (await second?.wholeRequests([PREFACE, ...frames], address)) ?? [];
  return { requests, whole, received: readFrames(received) };
}
