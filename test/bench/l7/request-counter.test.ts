import fc from "fast-check";
import { RequestCounter } from "../../../bench/l7/backend/request-counter";

const MESSAGES = [
  "GET /30b HTTP/1.1\r\nHost: a\r\n\r\n",
  "POST /up HTTP/1.1\r\nHost: a\r\ncontent-length: 12\r\n\r\n\r\n\r\nGET /x b",
  "POST /chunks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab\r\nc\r\nA\r\n0123456789\r\n0\r\n\r\n",
  "POST /none HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
  "GET /16k HTTP/1.1\r\nHost: a\r\n\r\n",
];

test("requests are found however the stream is cut", () => {
  const stream = Buffer.from(MESSAGES.join(""));
  const cuts = fc.array(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: 20 });
  fc.assert(
    fc.property(cuts, (positions) => {
      const paths: string[] = [];
      const counter = new RequestCounter((path) => paths.push(path));
      const bounds = [0, ...positions.toSorted((a, b) => a - b), stream.length];
      for (let index = 1; index < bounds.length; index++) {
        counter.push(stream.subarray(bounds[index - 1], bounds[index]));
      }
      expect(paths).toEqual(["/30b", "/up", "/chunks", "/none", "/16k"]);
    }),
  );
});
