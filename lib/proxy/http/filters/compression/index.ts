import type { Compression } from "../../../../topology";
import { addToList, allValues, fieldValue, removeFields } from "../../fields";
import type { FilterCompiler, FilterParts } from "../filter-compiler";
import { CompressionStage } from "./compression-stage";
import { Compressors, canCompress } from "./compressors";
import { DEFAULT_MEDIA_RANGES, MediaRanges } from "./media-types";
import { type Coding, negotiate } from "./negotiate";

const ALL: readonly Coding[] = ["zstd", "br", "gzip"];
const MINIMUM_BYTES = 1024;

/** Of the body as the service sent it, and of no other. */
const OF_THE_PLAIN_BODY: ReadonlySet<string> = new Set(["content-length", "accept-ranges", "content-md5"]);

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
      // It stands for a response that has it (RFC 9110 section 15.4.5), and says too little of it to tell which.
      if (status === 304) addToList(fields, "Vary", "Accept-Encoding");
      if (!mayCompress(fields, status, ranges, minimumBytes)) return undefined;
      addToList(fields, "Vary", "Accept-Encoding");
      const coding = negotiate(request.header("accept-encoding"), codings);
      if (coding === undefined || !compressors.free) return undefined;
      removeFields(fields, OF_THE_PLAIN_BODY);
      weakenTag(fields);
      fields.push("Content-Encoding", coding);
      return (output) => new CompressionStage(compressors.create(coding), output);
    },
  };
}

/** Whether a response would be compressed for a client that takes it. */
function mayCompress(fields: readonly string[], status: number, ranges: MediaRanges, minimumBytes: number): boolean {
  // No content (1xx, 204, 304), or a part of what would have to be compressed as a whole (206).
  if (status < 200 || status === 204 || status === 205 || status === 206 || status === 304) return false;
  if (fieldValue(fields, "content-encoding") !== undefined) return false;
  const length = fieldValue(fields, "content-length");
  if (length !== undefined && Number(length) < minimumBytes) return false;
  // RFC 9111 section 5.2.2.6.
  if (/(?:^|,)\s*no-transform\s*(?:,|$)/i.test(allValues(fields, "cache-control"))) return false;
  return ranges.include(fieldValue(fields, "content-type") ?? "");
}

/** What is compressed is equivalent, and no longer the same bytes (RFC 9110 section 8.8.1). */
function weakenTag(fields: string[]): void {
  for (let index = 0; index < fields.length; index += 2) {
    const value = fields[index + 1] ?? "";
    if (fields[index]?.toLowerCase() === "etag" && value.startsWith('"')) fields[index + 1] = `W/${value}`;
  }
}
