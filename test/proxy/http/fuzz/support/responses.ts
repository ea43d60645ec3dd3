import fc from "fast-check";
import { chunked, FRAGMENTS, mutated, plainField, sized } from "./messages";

const knownField = fc.constantFrom<[string, string]>(
  ["Connection", "close"],
  ["Connection", "keep-alive, X-One"],
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Keep-Alive", "timeout=5"],
  ["Trailer", "X-Sum"],
  ["Date", "Thu, 01 Jan 1970 00:00:00 GMT"],
  ["X-One", "1"],
);
const interim = fc.constantFrom(
  "",
  "",
  "",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
);
const untilTheEnd = fc.constant({ fields: [] as readonly (readonly [string, string])[], bytes: "to the end" });

/** A response that is valid HTTP/1.1, as Latin-1. */
export const validResponse: fc.Arbitrary<string> = fc
  .record({
    interim,
    version: fc.constantFrom("1.1", "1.1", "1.1", "1.0"),
    status: fc.constantFrom(200, 201, 204, 206, 301, 304, 404, 500, 503, 101),
    fields: fc.array(fc.oneof({ weight: 2, arbitrary: plainField }, { weight: 3, arbitrary: knownField }), {
      maxLength: 5,
    }),
    body: fc.oneof(sized, chunked, untilTheEnd),
  })
  .map(({ interim: before, version, status, fields, body }) => {
    const lines = [...fields, ...body.fields].map(([name, value]) => `${name}: ${value}\r\n`).join("");
    return `${before}HTTP/${version} ${status} Any\r\n${lines}\r\n${body.bytes}`;
  });

/** What splits one response in two. */
const SPLITTING = [
  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  "HTTP/1.1 204 No Content\r\n\r\n",
];

export const mutatedResponse: fc.Arbitrary<string> = mutated(validResponse, [...FRAGMENTS, ...SPLITTING]);
