import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOAD_CORE } from "../machine/cores";
import { run } from "../machine/started";
import type { LoadResult, LoadTarget, RequestLoad } from "./load";

/** Runs wrk: each connection asks again as soon as it was answered, so that the proxy is as busy as it can be. */
export async function runWrk(load: RequestLoad, { origin, connections, seconds, folder }: LoadTarget) {
  const script = join(folder, "wrk.lua");
  writeFileSync(script, wrkScript(load));
  const args = ["--threads", "1", "--connections", String(connections), "--duration", `${seconds}s`];
  const command = { program: "wrk", args: [...args, "--timeout", "10s", "--script", script, `${origin}${load.path}`] };
  return parseWrk(await run(command, LOAD_CORE, seconds + 20));
}

/** Reads the line that {@link wrkScript} prints; wrk's own text gives no p99.9. */
export function parseWrk(output: string): LoadResult {
  const line = output.split("\n").find((text) => text.startsWith("{"));
  if (line === undefined) throw new Error(`wrk printed no result: ${output}`);
  return JSON.parse(line) as LoadResult;
}

/** Requests are made before the run: wrk would otherwise spend more on them than a proxy does on its work. */
function wrkScript({ method, path, bodySize = 0, headers = {}, close = false, routes = 0 }: RequestLoad): string {
  const fields = Object.entries(close ? { ...headers, Connection: "close" } : headers);
  return `
wrk.method = "${method}"
${fields.map(([name, value]) => `wrk.headers["${name}"] = "${value}"`).join("\n")}
${bodySize > 0 ? `wrk.body = string.rep("x", ${bodySize})` : ""}
${routes > 0 ? routeRequests(routes, path) : ""}
function done(summary, latency)
  local failed = summary.errors
  print(string.format(
    '{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"p999":%f,"errors":%d}',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout
  ))
end
`;
}

/** A stride that is prime to the number of routes comes to each of them, in no order that a cache would like. */
function routeRequests(routes: number, path: string): string {
  return `
local made = {}
local at = 0
function init()
  for i = 0, ${routes - 1} do made[i] = wrk.format(nil, "/r" .. i .. "${path}") end
end
function request()
  at = (at + 7919) % ${routes}
  return made[at]
end
`;
}
