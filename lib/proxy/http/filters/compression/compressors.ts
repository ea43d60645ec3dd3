import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import type { Coding } from "./negotiate";

/** What Node of version 22.15 and later has beside the others. */
interface WithZstd {
  readonly createZstdCompress?: () => Transform;
}

/** Brotli at its best is for files that are compressed once; this is about as quick as gzip, and smaller. */
const BROTLI_QUALITY = 4;

const { createZstdCompress } = zlib as WithZstd;

const COMPRESSORS: ReadonlyMap<Coding, () => Transform> = new Map<Coding, () => Transform>([
  ["gzip", () => zlib.createGzip()],
  ["br", () => zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })],
  ...(createZstdCompress === undefined ? [] : [["zstd", () => createZstdCompress()] as const]),
]);

/** Whether this Node has the coding. */
export function canCompress(coding: Coding): boolean {
  return COMPRESSORS.has(coding);
}

/** @throws RangeError where this Node has not the coding */
export function createCompressor(coding: Coding): Transform {
  const create = COMPRESSORS.get(coding);
  if (create === undefined) throw new RangeError(`there is no ${coding}`);
  return create();
}
