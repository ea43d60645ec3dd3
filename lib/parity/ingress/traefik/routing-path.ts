/** Characters that stay encoded: those that RFC 3986 section 2.2 reserves, and `%`. */
const KEPT = new Set(":/?#[]@!$&'()*+,;=%");

/** The path that Traefik's matchers see: escapes decoded, but for reserved characters (pkg/muxer/http/mux.go). */
export function routingPath(path: string): string {
  return path.replace(/(?:%[0-9A-F]{2})+/g, (escapes) => {
    const bytes: number[] = [];
    let decoded = "";
    const flush = () => {
      decoded += Buffer.from(bytes.splice(0)).toString("utf8");
    };
    for (const [encoded, hex = ""] of escapes.matchAll(/%(..)/g)) {
      const byte = Number.parseInt(hex, 16);
      if (byte < 0x80 && KEPT.has(String.fromCharCode(byte))) {
        flush();
        decoded += encoded;
      } else {
        bytes.push(byte);
      }
    }
    flush();
    return decoded;
  });
}
