import { createServer, type Server } from "node:net";
import { RequestCounter } from "./request-counter";

/** Bodies by the last segment of the path; any other path gets the first. */
export const BODY_SIZES: Readonly<Record<string, number>> = { "30b": 30, "16k": 16 * 1024, "1m": 1024 * 1024 };

/** Answers each request with a response that was made beforehand. */
export function createHttpService(): Server {
  const responses = new Map(Object.entries(BODY_SIZES).map(([name, size]) => [name, response(size)]));
  const smallest = response(Math.min(...Object.values(BODY_SIZES)));
  const answer = (path: string) => responses.get(path.slice(path.lastIndexOf("/") + 1)) ?? smallest;
  return createServer({ noDelay: true }, (socket) => {
    let answers: Buffer[] = [];
    const counter = new RequestCounter((path) => answers.push(answer(path)));
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      counter.push(chunk);
      for (const bytes of answers) socket.write(bytes);
      if (answers.length > 0) answers = [];
    });
  });
}

function response(size: number): Buffer {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.alloc(size, "x")]);
}
