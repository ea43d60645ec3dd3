import { join } from "node:path";
import { BODY_SIZES } from "../backend/http-service";
import { LOAD_CORE } from "../machine/cores";
import { run } from "../machine/started";
import type { AnewTask } from "./anew-main";
import type { LoadResult, LoadTarget, RequestLoad } from "./load";
import { bytesOf } from "./new-connection";

/**
 * Asks with a new connection each. wrk cannot say anything ahead of a request; so that connections with a PROXY header
 * and those without one differ in nothing else, both are made here.
 *
 * @param announced whether each begins with a PROXY header
 */
export async function runAnew(
  load: RequestLoad,
  announced: boolean,
  { origin, connections, seconds }: LoadTarget,
): Promise<LoadResult> {
  const task: AnewTask = {
    port: Number(new URL(origin).port),
    connections,
    seconds,
    bytes: bytesOf(load, announced).toString("base64"),
    size: BODY_SIZES[load.path.slice(1)] ?? 0,
  };
  const command = { program: process.execPath, args: [join(__dirname, "anew-main.js"), JSON.stringify(task)] };
  return JSON.parse(await run(command, LOAD_CORE, seconds + 20)) as LoadResult;
}
