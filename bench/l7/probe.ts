import { once } from "node:events";
import { request as plainRequest } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { request as tlsRequest } from "node:https";
import { connect as connectTls } from "node:tls";
import { GRPC_MESSAGE } from "./backend/grpc-service";
import { BODY_SIZES } from "./backend/http-service";
import { askAnew, bytesOf } from "./load/new-connection";
import type { Scenario } from "./scenarios";

/** `undefined` where a proxy does what the scenario asks for; otherwise why it is left out. */
export async function probe(scenario: Scenario, port: number): Promise<string | undefined> {
  if (scenario.protocol !== "http/1.1" && (await negotiated(port)) !== "h2") return "not spoken";
  if (scenario.protocol === "grpc") return probeGrpc(scenario, port);
  if (scenario.protocol === "h2") return undefined;
  const { method, path, bodySize = 0, routes = 0, headers = {} } = scenario.load;
  const target = routes > 0 ? `/r${routes - 1}${path}` : path;
  const expected = BODY_SIZES[path.slice(path.lastIndexOf("/") + 1)];
  const { status, size } = scenario.proxyProtocol
    ? await askAnew(port, bytesOf(scenario.load, true))
    : await ask(scenario.tls, { method, path: target, port, headers }, bodySize);
  return status === 200 && size === expected ? undefined : `${method} ${target}: status ${status}, ${size} bytes`;
}

async function negotiated(port: number): Promise<string | false | null> {
  const socket = connectTls({ host: "127.0.0.1", port, ALPNProtocols: ["h2", "http/1.1"], rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect");
    return socket.alpnProtocol;
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
}

function ask(tls: boolean, options: Question, bodySize: number) {
  return new Promise<{ status: number; size: number }>((resolve, reject) => {
    const send = tls ? tlsRequest : plainRequest;
    const request = send({ ...options, host: "127.0.0.1", agent: false, rejectUnauthorized: false, timeout: 5_000 });
    request.once("response", (response) => {
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, size }));
      response.once("error", reject);
    });
    request.once("timeout", () => request.destroy(new Error("no answer in 5 s")));
    request.once("error", reject);
    request.end(Buffer.alloc(bodySize, "x"));
  });
}

async function probeGrpc({ load }: Scenario, port: number): Promise<string | undefined> {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  try {
    const call = session.request({
      ":method": "POST",
      ":path": load.path,
      "content-type": "application/grpc",
      te: "trailers",
    });
    call.setTimeout(5_000, () => call.destroy(new Error("no answer in 5 s")));
    call.end(GRPC_MESSAGE);
    call.resume();
    const [trailers] = (await once(call, "trailers")) as [Record<string, string | undefined>];
    return trailers["grpc-status"] === "0" ? undefined : `grpc-status ${trailers["grpc-status"]}`;
  } finally {
    session.destroy();
  }
}
