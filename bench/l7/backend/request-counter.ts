const HEAD_END = Buffer.from("\r\n\r\n");

/** What is left of a body to read: bytes by `Content-Length`, or chunks up to the last. */
type Body = number | "chunked";

/**
 * Finds the requests in what a proxy sends, as cheaply as can be: the load and the service share a core, and what is
 * spent here must not hold up the proxy that is measured. It trusts its peer to write valid HTTP/1.1.
 */
export class RequestCounter {
  private rest: Buffer = Buffer.alloc(0);
  private body: Body = 0;
  private path = "";

  /** @param onRequest called with its path when a request has been read whole */
  constructor(private readonly onRequest: (path: string) => void) {}

  push(chunk: Buffer): void {
    let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (bytes.length > 0) {
      const read = this.body === 0 ? this.readHead(bytes) : this.readBody(bytes);
      if (read === 0) break;
      bytes = bytes.subarray(read);
    }
    this.rest = bytes;
  }

  /** @returns how many bytes were taken; 0 where more are needed */
  private readHead(bytes: Buffer): number {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return 0;
    const head = bytes.toString("latin1", 0, end);
    const pathStart = head.indexOf(" ") + 1;
    this.path = head.slice(pathStart, head.indexOf(" ", pathStart));
    // A GET, as most are, is not searched for a body.
    this.body = head.startsWith("GET ") ? 0 : announcedBody(head);
    if (this.body === 0) this.onRequest(this.path);
    return end + HEAD_END.length;
  }

  private readBody(bytes: Buffer): number {
    if (this.body === "chunked") return this.readChunk(bytes);
    const read = Math.min(this.body, bytes.length);
    this.body -= read;
    if (this.body === 0) this.onRequest(this.path);
    return read;
  }

  private readChunk(bytes: Buffer): number {
    const lineEnd = bytes.indexOf("\r\n");
    if (lineEnd < 0) return 0;
    const size = Number.parseInt(bytes.toString("latin1", 0, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (bytes.length < end) return 0;
    if (size === 0) {
      this.body = 0;
      this.onRequest(this.path);
    }
    return end;
  }
}

function announcedBody(head: string): Body {
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return "chunked";
  return Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
}
