/** A message of gRPC over HTTP/2 begins with a byte that says whether it is compressed, and four of its length. */
const PREFIX = 5;

/** `HealthCheckRequest` without a service name: the health of the server as a whole. */
export const HEALTH_REQUEST = Buffer.alloc(PREFIX);

const SERVING = 1;
/** The tag of `HealthCheckResponse.status`: field 1, a varint. */
const STATUS_TAG = 0x08;

/**
 * Whether the body of a response of `grpc.health.v1.Health/Check` says `SERVING`. The status stands in one byte, as its
 * values have not more than that.
 */
export function saysServing(body: Buffer): boolean {
  if (body.length < PREFIX || body[0] !== 0) return false;
  const message = body.subarray(PREFIX, PREFIX + body.readUInt32BE(1));
  return message[0] === STATUS_TAG && message[1] === SERVING;
}
