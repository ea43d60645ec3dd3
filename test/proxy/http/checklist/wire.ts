import type { Socket } from "node:net";
import { sendRaw } from "../../support/clients";
import { eventually } from "../../support/conditions";
import { startRawInstance } from "../../support/instances";

/** An instance that notes what it receives and answers each request's head with these bytes. */
export async function startRecorder(answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") {
  const received: string[] = [];
  const instance = await startRawInstance((socket: Socket) => {
    const index = received.push("") - 1;
    socket.on("data", (data) => {
      received[index] += data.toString("latin1");
      if (data.includes("\r\n\r\n")) socket.write(answer, "latin1");
    });
  });
  return { ...instance, received };
}

/** The statuses of all responses to some bytes, after which the connection must be closed. */
export async function statusesOf(port: number, bytes: string): Promise<readonly number[]> {
  const text = await sendRaw(port, bytes);
  return [...text.matchAll(/(?:^|\n)HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
}

/** Sends each, and gives the statuses by what was sent. */
export async function statusOfEach(
  port: number,
  requests: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, number | undefined>>> {
  const statuses: Record<string, number | undefined> = {};
  for (const [what, bytes] of Object.entries(requests)) [statuses[what]] = await statusesOf(port, bytes);
  return statuses;
}

/** The same expectation for each. */
export function all<T>(of: Readonly<Record<string, unknown>>, value: T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.keys(of).map((key) => [key, value]));
}

/** The head that an instance received last. */
export function lastHead(received: readonly string[]): Promise<string> {
  return eventually(() => {
    const text = received.at(-1) ?? "";
    const end = text.lastIndexOf("\r\n\r\n");
    return end < 0 ? undefined : text;
  });
}
