import type { Compression } from "../../../../topology";
import { addToList, allValues, DIGESTS, fieldValue, removeFields } from "../../fields";
import type { FilterCompiler, FilterParts } from "../filter-compiler";
import { CompressionStage } from "./compression-stage";
import { Compressors, canCompress, FLUSHES } from "./compressors";
import { DEFAULT_MEDIA_RANGES, MediaRanges } from "./media-types";
import { type Coding, negotiate } from "./negotiate";

const ALL: readonly Coding[] = ["zstd", "br", "gzip"];
const MINIMUM_BYTES = 1024;

/** Of the body as the service sent it, and of no other. */
const OF_THE_PLAIN_BODY: ReadonlySet<string> = new Set(["content-length", "accept-ranges", ...DIGESTS]);

/** One for all routes: what they take is the process's. */
export const compileCompression = compressionWith(new Compressors());

export function compressionWith(compressors: Compressors): FilterCompiler<Compression> {
  return (filter) => compile(filter, compressors);
}

function compile(filter: Compression, compressors: Compressors): FilterParts {
  const { algorithms = ALL, contentTypes = DEFAULT_MEDIA_RANGES, minimumBytes = MINIMUM_BYTES } = filter;
  const codings = algorithms.filter(canCompress);
  const ranges = new MediaRanges(contentTypes);
  return {
    shape(fields, status, request) {
      if (!dependsOnClient(fields, status, ranges, minimumBytes)) return undefined;
      addToList(fields, "Vary", "Accept-Encoding");
      const coding = negotiate(request.header("accept-encoding"), codings);
      // Who asks for what the service sends gets that (RFC 9111 section 5.2.1.6).
      if (coding === undefined || forbidsChange(request.header("cache-control"))) return undefined;
      if (status === 206 || (status !== 304 && !compressors.free)) return undefined;
      const live = fieldValue(fields, "content-length") === undefined;
      removeFields(fields, OF_THE_PLAIN_BODY);
      // With 304, too: a cache knows by its tag which response it may keep on using (RFC 9111 section 4.3.4).
      weakenTag(fields);
      if (status === 304) return undefined;
      fields.push("Content-Encoding", coding);
      const flush = live ? FLUSHES[coding] : undefined;
      return (output) => new CompressionStage(compressors.create(coding), output, flush);
    },
  };
}

/** Whether a response would be compressed for a client that takes it, or stands for one that would. */
function dependsOnClient(
  fields: readonly string[],
  status: number,
  ranges: MediaRanges,
  minimumBytes: number,
): boolean {
  // It stands for one that may be compressed (RFC 9110 section 15.4.5), and says too little of it to tell.
  if (status === 304) return true;
  // No content.
  if (status < 200 || status === 204 || status === 205) return false;
  if (fieldValue(fields, "content-encoding") !== undefined) return false;
  if (forbidsChange(allValues(fields, "cache-control"))) return false;
  const type = fieldValue(fields, "content-type") ?? "";
  // Part of one, which is not compressed by itself.
  if (status === 206) return ranges.include(type) || /^multipart\/byteranges\b/i.test(type);
  const length = fieldValue(fields, "content-length");
  return (length === undefined || Number(length) >= minimumBytes) && ranges.include(type);
}

/** RFC 9111 section 5.2.2.6. */
function forbidsChange(cacheControl: string | undefined): boolean {
  return cacheControl !== undefined && /(?:^|,)\s*no-transform\s*(?:,|$)/i.test(cacheControl);
}

/** What is compressed is equivalent, and no longer the same bytes (RFC 9110 section 8.8.1). */
function weakenTag(fields: string[]): void {
  for (let index = 0; index < fields.length; index += 2) {
    const value = fields[index + 1] ?? "";
    if (fields[index]?.toLowerCase() === "etag" && value.startsWith('"')) fields[index + 1] = `W/${value}`;
  }
}
