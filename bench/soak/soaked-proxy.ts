import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { ServicePorts } from "../l7/backend/main";
import { LOAD_CORE, PROXY_CORE } from "../l7/machine/cores";
import { Started } from "../l7/machine/started";
import { isUnfit } from "../l7/peers";
import { porticoPeer } from "../l7/peers/portico";
import { freePort } from "../l7/running-peer";
import type { Memory } from "./growth";

const PATIENCE = 30_000;

/** A proxy of one process that tells what memory it uses, and a service behind it. */
export class SoakedProxy {
  private constructor(
    readonly port: number,
    readonly folder: string,
    private readonly proxy: Started,
    private readonly said: Interface,
    private readonly service: Started,
  ) {}

  static async start(): Promise<SoakedProxy> {
    const backend = join(__dirname, "..", "l7", "backend", "main.js");
    const service = new Started({ program: process.execPath, args: [backend] }, LOAD_CORE, "pipe");
    const folder = mkdtempSync(join(tmpdir(), "portico-soak-"));
    const { http } = JSON.parse(await lineOf(createInterface({ input: service.output }), () => true)) as ServicePorts;
    const port = await freePort();
    const command = porticoPeer(["--expose-gc", "--require", join(__dirname, "memory-report.js")]).prepare({
      folder,
      port,
      protocol: "http/1.1",
      certificate: undefined,
      servicePort: http,
      routes: 0,
      filters: false,
      proxyProtocol: false,
      log: false,
    });
    if (isUnfit(command)) throw new Error(command.unfit);
    const proxy = new Started(command, PROXY_CORE, "pipe");
    const said = createInterface({ input: proxy.output });
    await lineOf(said, (line) => line.includes("portico ready"));
    return new SoakedProxy(port, folder, proxy, said, service);
  }

  /** What it uses once garbage is collected. */
  async memory(): Promise<Memory> {
    const line = lineOf(this.said, (text) => text.startsWith('{"memory"'));
    process.kill(this.proxy.pid, "SIGUSR2");
    return (JSON.parse(await line) as { readonly memory: Memory }).memory;
  }

  async end(): Promise<void> {
    await this.proxy.end();
    await this.service.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** @throws where no such line is said in time, or nothing any more */
async function lineOf(said: Interface, isIt: (line: string) => boolean): Promise<string> {
  const found = new AbortController();
  const signal = AbortSignal.any([found.signal, AbortSignal.timeout(PATIENCE)]);
  const gone = once(said, "close", { signal }).then(() => Promise.reject(new Error("the process has ended")));
  try {
    for (;;) {
      const [line] = (await Promise.race([once(said, "line", { signal }), gone])) as [string];
      if (isIt(line)) return line;
    }
  } finally {
    found.abort();
  }
}
