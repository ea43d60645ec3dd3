import { LEFT_OUT_OF_REQUESTS } from "./wire/field-kind";
import { sentOnLines } from "./wire/field-section";
import type { HeadParser } from "./wire/head-parser";

/** Trailer fields to send on: none that concern the connection or that the proxy vouches for. */
export function trailerLines(trailers: HeadParser | undefined): string {
  return trailers === undefined || trailers.fieldCount === 0 ? "" : sentOnLines(trailers, LEFT_OUT_OF_REQUESTS);
}
