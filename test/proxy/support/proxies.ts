import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EchoService } from "../../../lib/echo";
import {
  type ConfigurationSource,
  type RequestRecord,
  type RunningProxy,
  SILENT,
  type StartProxyOptions,
  startProxy,
} from "../../../lib/proxy";
import type {
  Certificate,
  Listener,
  Member,
  Route,
  Router,
  Service,
  TlsTermination,
  Topology,
} from "../../../lib/topology";
import { freePort } from "../../support/free-ports";
import { afterTest } from "./cleanup";

/** A proxy with one HTTP listener, its port, and the requests that it has dealt with. */
export interface ProxyUnderTest {
  readonly proxy: RunningProxy;
  readonly port: number;
  readonly records: readonly RequestRecord[];
}

/** A Topology of one HTTP listener on loopback and one router. */
export function topologyOf(port: number, parts: Pick<Topology, "services"> & Omit<Router, "name">): Topology {
  const { services = [], ...router } = parts;
  const listener: Listener = { name: "http", address: "127.0.0.1", port, protocol: "HTTP", router: "main" };
  return {
    version: 1,
    edges: [{ name: "edge", listeners: [listener] }],
    routers: [{ name: "main", ...router }],
    services,
  };
}

/** A Topology of one HTTPS listener on loopback that has these certificates, and one service that gets every request. */
export function secureTopologyOf(
  port: number,
  certificates: readonly Certificate[],
  service: Omit<Service, "name">,
  tls?: TlsTermination,
): Topology {
  const listener: Listener = {
    name: "https",
    address: "127.0.0.1",
    port,
    protocol: "HTTPS",
    certificates: certificates.map(({ name }) => name),
    router: "main",
    ...(tls === undefined ? {} : { tls }),
  };
  return {
    version: 1,
    edges: [{ name: "edge", listeners: [listener] }],
    routers: [{ name: "main", routes: [{ name: "all", backends: [{ service: "service" }] }] }],
    services: [{ name: "service", ...service }],
    certificates,
  };
}

export type ProxyOptions = Omit<StartProxyOptions, "topology" | "configFile">;

/** Runs a Topology until the test ends. */
export function startTopology(topology: Topology, options: ProxyOptions = {}): Promise<Omit<ProxyUnderTest, "port">> {
  return start({ topology }, options);
}

/** Runs what a file says until the test ends. */
export function startConfigFile(configFile: string, options: ProxyOptions = {}): Promise<Omit<ProxyUnderTest, "port">> {
  return start({ configFile }, options);
}

async function start(source: ConfigurationSource, options: ProxyOptions): Promise<Omit<ProxyUnderTest, "port">> {
  const records: RequestRecord[] = [];
  const proxy = await startProxy({ ...source, log: SILENT, onRequest: (record) => records.push(record), ...options });
  afterTest(() => proxy.close({ graceMs: 0 }));
  return { proxy, records };
}

/** Runs a proxy with these routes and services until the test ends. */
export async function startRoutes(
  routes: readonly Route[],
  services: readonly Service[],
  options: ProxyOptions = {},
): Promise<ProxyUnderTest> {
  const port = await freePort();
  return { port, ...(await startTopology(topologyOf(port, { routes, services }), options)) };
}

/** Runs a proxy that sends everything to one service. */
export function startService(
  service: Omit<Service, "name">,
  route: Partial<Route> = {},
  options: ProxyOptions = {},
): Promise<ProxyUnderTest> {
  const routes = [{ name: "all", backends: [{ service: "service" }], ...route }];
  return startRoutes(routes, [{ name: "service", ...service }], options);
}

/** An echo instance until the test ends. */
export async function startEcho(service = "service", instance?: string): Promise<EchoService> {
  const echo = await EchoService.start({ service, ...(instance === undefined ? {} : { instance }) });
  afterTest(() => echo.close());
  return echo;
}

/** Instances as members of a service. */
export function membersOf(...instances: readonly { readonly address: string; readonly port: number }[]): Member[] {
  return instances.map(({ address, port }) => ({ address, port }));
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "portico-"));
  afterTest(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A configuration file that can be replaced as deployments do: written beside, then renamed over. */
export class ConfigFile {
  readonly path = join(temporaryFolder(), "topology.json");

  constructor(content: Topology | string) {
    this.write(content);
  }

  write(content: Topology | string): void {
    const beside = `${this.path}.new`;
    writeFileSync(beside, typeof content === "string" ? content : JSON.stringify(content));
    renameSync(beside, this.path);
  }
}
