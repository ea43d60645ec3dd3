import { type ClientRequest, get } from "node:http";
import type { Io } from "../lib/cli/io";
import { ADMIN_VARIABLE, type Environment } from "./image-arguments";

/** Milliseconds that an answer may take; less than the image gives a check. */
const PATIENCE = 2_000;

/** Where to ask an endpoint that is bound to every address. */
const LOOPBACK: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * Asks the proxy of this container whether it is ready for requests.
 *
 * @returns the exit status: 0 where it is, 1 otherwise; why is on standard error then
 */
export async function checkHealth(environment: Environment, io: Io): Promise<number> {
  const admin = environment[ADMIN_VARIABLE] ?? "";
  const [, v6, name, port] = /^(?:\[(.+)\]|([^:]+)):([0-9]+)$/.exec(admin) ?? [];
  const host = v6 ?? name;
  if (host === undefined || port === undefined) {
    io.err(
      `portico: ${ADMIN_VARIABLE} names no admin endpoint: "${admin}"; write a host and a port, as in 127.0.0.1:9901\n`,
    );
    return 1;
  }
  try {
    const status = await statusOf(get({ host: LOOPBACK[host] ?? host, port, path: "/readyz", timeout: PATIENCE }));
    if (status === 200) return 0;
    io.err(`portico: the proxy is not ready: its admin endpoint ${admin} answers ${status}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    io.err(`portico: no answer of the admin endpoint ${admin}: ${why}; ${ADMIN_VARIABLE} names the one to ask\n`);
  }
  return 1;
}

function statusOf(request: ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    request.once("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once("timeout", () => request.destroy(new Error(`nothing within ${PATIENCE} ms`)));
    request.once("error", reject);
  });
}
