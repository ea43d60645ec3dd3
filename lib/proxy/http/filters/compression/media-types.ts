/** What is text of some kind, and not compressed already. An event stream would keep a compressor for hours. */
export const DEFAULT_MEDIA_RANGES: readonly string[] = [
  "text/*",
  "application/json",
  "application/ld+json",
  "application/manifest+json",
  "application/problem+json",
  "application/javascript",
  "application/xml",
  "application/xhtml+xml",
  "application/rss+xml",
  "application/atom+xml",
  "application/wasm",
  "image/svg+xml",
  "font/ttf",
  "font/otf",
];

const EVENT_STREAM = "text/event-stream";

/** Tells by its `Content-Type` whether a body is one of these. */
export class MediaRanges {
  private readonly types = new Set<string>();
  private readonly kinds = new Set<string>();

  constructor(ranges: readonly string[]) {
    for (const range of ranges.map((text) => text.toLowerCase())) {
      if (range.endsWith("/*")) this.kinds.add(range.slice(0, -1));
      else this.types.add(range);
    }
  }

  include(contentType: string): boolean {
    const semicolon = contentType.indexOf(";");
    const type = (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
    if (this.types.has(type)) return true;
    return type !== EVENT_STREAM && this.kinds.has(type.slice(0, type.indexOf("/") + 1));
  }
}
