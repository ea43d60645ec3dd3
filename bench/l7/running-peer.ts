import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkout } from "../checkout";
import type { ServicePorts } from "./backend/main";
import { PROXY_CORE } from "./machine/cores";
import { type ProcessUsage, readUsage } from "./machine/process-stat";
import { type Command, Started } from "./machine/started";
import { isUnfit, type Peer } from "./peers";
import { probe } from "./probe";
import type { Scenario } from "./scenarios";

const READY_SECONDS = 20;
const CERTIFICATES = join(checkout(), "test", "support", "certificates");

/** A proxy at work on its core, set up for one scenario. */
export class RunningPeer {
  private constructor(
    readonly peer: Peer,
    readonly scenario: Scenario,
    readonly port: number,
    readonly folder: string,
    private readonly started: Started,
  ) {}

  /** @returns why it is left out, where it cannot do what the scenario asks for */
  static async start(
    peer: Peer,
    scenario: Scenario,
    services: ServicePorts,
    log: boolean,
  ): Promise<RunningPeer | string> {
    const folder = mkdtempSync(join(tmpdir(), "portico-bench-"));
    const port = await freePort();
    const { protocol, routes, filters, proxyProtocol } = scenario;
    const certificate = { certFile: join(CERTIFICATES, "shop.crt"), keyFile: join(CERTIFICATES, "shop.key") };
    const prepared = peer.prepare({
      folder,
      port,
      protocol,
      routes,
      filters,
      proxyProtocol,
      log,
      certificate: scenario.tls ? certificate : undefined,
      servicePort: protocol === "grpc" ? services.grpc : services.http,
    });
    if (isUnfit(prepared)) {
      remove(folder);
      return prepared.unfit;
    }
    const started = new Started(prepared, PROXY_CORE);
    const running = new RunningPeer(peer, scenario, port, folder, started);
    const fault = (await accepts(port, started)) ? await probeSafely(scenario, port) : whyNotReady(scenario, prepared);
    if (fault === undefined) return running;
    await running.end();
    return fault;
  }

  get origin(): string {
    return `${this.scenario.tls ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  usage(): ProcessUsage {
    return readUsage(this.started.pid);
  }

  async end(): Promise<void> {
    await this.started.end();
    remove(this.folder);
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

async function probeSafely(scenario: Scenario, port: number): Promise<string | undefined> {
  try {
    return await probe(scenario, port);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Waits until the port takes connections; false where the process ends first or takes too long. */
async function accepts(port: number, started: Started): Promise<boolean> {
  for (const end = Date.now() + READY_SECONDS * 1_000; Date.now() < end && !started.hasEnded; await pause(50)) {
    if (await canConnect(port)) return true;
  }
  return false;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => resolve(true));
    socket.once("connect", () => socket.destroy());
    socket.once("error", () => resolve(false));
  });
}

/** Starts it once more to hear what it says: while it is measured, nobody reads its log. */
function whyNotReady({ protocol }: Scenario, { program, args }: Command): string {
  const { stdout, stderr, signal } = spawnSync(program, [...args], { encoding: "utf8", timeout: 5_000 });
  if (signal !== null) return "did not listen in time";
  const [said = "it says nothing"] = `${stderr}${stdout}`.split("\n").filter((line) => line.trim() !== "");
  return protocol === "http/1.1" ? `did not start: ${said}` : `not spoken: ${said}`;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
