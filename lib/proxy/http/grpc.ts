import type { Answer } from "../engine";

/** By HTTP status, as gRPC's own table has it, but for 504: there it was the time that ran out. */
const GRPC_STATUS: Readonly<Record<number, number>> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 4,
};
const UNKNOWN = 2;

/** Whether a message is one of gRPC, by its media type; gRPC-Web is plain HTTP. */
export function isGrpc(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/grpc(?:$|[+;])/i.test(contentType);
}

/**
 * An answer of the proxy's own in the words of gRPC, whose clients look at no other status: fields alone, without a
 * body. Fields that filters have added stay.
 */
export function grpcAnswer({ status, fields, body }: Answer): Answer {
  const kept: string[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    if (name.toLowerCase() !== "content-type") kept.push(name, fields[index + 1] ?? "");
  }
  const code = String(GRPC_STATUS[status] ?? UNKNOWN);
  const message = status < 300 ? "" : percentEncoded(body.toString().trim());
  return {
    status: 200,
    fields: ["Content-Type", "application/grpc", "grpc-status", code, "grpc-message", message, ...kept],
    body: "",
  };
}

/** Visible ASCII and spaces stay, but for the percent sign (gRPC over HTTP/2, `Percent-Encoded`). */
function percentEncoded(text: string): string {
  let encoded = "";
  for (const byte of Buffer.from(text)) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
