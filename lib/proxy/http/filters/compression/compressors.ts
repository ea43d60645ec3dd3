import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import type { Coding } from "./negotiate";

/** One of Node's. */
export type Compressor = Transform & zlib.Zlib;

/** What Node of version 22.15 and later has beside the others. */
interface WithZstd {
  readonly createZstdCompress?: (options: { readonly params: Readonly<Record<number, number>> }) => Compressor;
  readonly constants: { readonly ZSTD_c_windowLog?: number; readonly ZSTD_e_flush?: number };
}

/** Brotli at its best is for files that are compressed once; this is about as quick as gzip, and smaller. */
const BROTLI_QUALITY = 4;
/**
 * Of Brotli and zstd, as a power of two: 256 KiB. More finds next to nothing in pages and data, and takes several
 * megabytes for each response, for as long as its client takes to read it.
 */
const WINDOW = 18;
/** Together they take less than 400 MiB. */
const MOST_AT_ONE_TIME = 256;

const { createZstdCompress, constants } = zlib as WithZstd & typeof zlib;

const FACTORIES: ReadonlyMap<Coding, () => Compressor> = new Map<Coding, () => Compressor>([
  ["gzip", () => zlib.createGzip()],
  [
    "br",
    () =>
      zlib.createBrotliCompress({
        params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_LGWIN]: WINDOW },
      }),
  ],
  ...(createZstdCompress === undefined || constants.ZSTD_c_windowLog === undefined
    ? []
    : [["zstd", zstdWith(createZstdCompress, { [constants.ZSTD_c_windowLog]: WINDOW })] as const]),
]);

function zstdWith(create: NonNullable<WithZstd["createZstdCompress"]>, params: Readonly<Record<number, number>>) {
  return () => create({ params });
}

/** What has a compressor give out what it holds, and go on with what it knows of the body so far. */
export const FLUSHES: Readonly<Record<Coding, number | undefined>> = {
  gzip: constants.Z_SYNC_FLUSH,
  br: constants.BROTLI_OPERATION_FLUSH,
  zstd: constants.ZSTD_e_flush,
};

/** Whether this Node has the coding. */
export function canCompress(coding: Coding): boolean {
  return FACTORIES.has(coding);
}

/** The compressors that are at work, of which there are only so many: clients that do not read hold theirs. */
export class Compressors {
  private atWork = 0;

  constructor(private readonly most = MOST_AT_ONE_TIME) {}

  /** Whether there may be one more. */
  get free(): boolean {
    return this.atWork < this.most;
  }

  /** @throws RangeError where this Node has not the coding */
  create(coding: Coding): Compressor {
    const create = FACTORIES.get(coding);
    if (create === undefined) throw new RangeError(`there is no ${coding}`);
    const compressor = create();
    this.atWork += 1;
    compressor.once("close", () => {
      this.atWork -= 1;
    });
    return compressor;
  }
}
