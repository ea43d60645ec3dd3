import { accessSync, constants, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type ListenerAddress, type LogFields, type RunningProxy, SILENT, startProxy } from "../proxy";
import {
  type Certificate,
  checkCertificateFiles,
  hasErrors,
  type Listener,
  type Route,
  type Topology,
} from "../topology";
import { DevelopmentFiles, type DevelopmentUser } from "./development-files";
import { LocalInstances, type PreparedInstances } from "./local-instances";
import { LocalPorts } from "./local-ports";
import { localTopology } from "./local-topology";
import { requestLine, sessionLine } from "./log-lines";
import { type LocalFiles, withStandIns } from "./stand-ins";

export interface LocalRunOptions {
  /**
   * Where relative paths of certificates start.
   *
   * @default the working directory
   */
  readonly baseDir?: string;
  /** The port of the first listener; the others get free ones. */
  readonly port: number;
  /** A line for each request and each connection that has ended. */
  readonly log: (line: string) => void;
}

/** A Topology at work on this machine. */
export interface LocalRun {
  readonly addresses: readonly ListenerAddress[];
  /** What runs. */
  readonly topology: Topology;
  /** A line for each thing that is another than in the Topology, and that a client could notice. */
  readonly notes: readonly string[];
  /** Who may sign in to a route that runs, where its own users are not on this machine. */
  userOf(route: Route): DevelopmentUser | undefined;
  /**
   * Puts another Topology in the place of the one that runs: what both have goes on as it was.
   *
   * @returns why it cannot be run, and what ran goes on; none where it runs
   */
  update(topology: Topology): Promise<readonly string[]>;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
/** Milliseconds that requests have when the run is ended. */
const GRACE = 5_000;

/**
 * Runs a Topology on this machine: the proxy with its listeners on loopback, and echo services in the place of the
 * instances.
 *
 * @throws ConfigurationError where it cannot be run
 * @throws BindError where a port is taken
 */
export async function runLocally(topology: Topology, options: LocalRunOptions): Promise<LocalRun> {
  const run = new RunningTopology(options);
  try {
    await run.start(topology);
    return run;
  } catch (error) {
    await run.close();
    throw error;
  }
}

/** The proxy reads a file, so that it takes up changes as it always does. */
class RunningTopology implements LocalRun {
  notes: readonly string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), "portico-dev-run-"));
  private readonly configFile = join(this.folder, "topology.json");
  private readonly files = new DevelopmentFiles();
  private readonly instances = new LocalInstances(LOOPBACK);
  private readonly ports: LocalPorts;
  private readonly baseDir: string;
  private readonly log: (line: string) => void;
  private proxy: RunningProxy | undefined;
  /** Why the proxy has refused the last configuration. */
  private problems: readonly string[] = [];

  constructor({ port, log, baseDir = process.cwd() }: LocalRunOptions) {
    this.ports = new LocalPorts(LOOPBACK, port);
    this.baseDir = baseDir;
    this.log = log;
  }

  get addresses(): readonly ListenerAddress[] {
    return this.proxy?.addresses() ?? [];
  }

  get topology(): Topology {
    return this.proxy?.topology() ?? { version: 1 };
  }

  userOf({ filters = [] }: Route): DevelopmentUser | undefined {
    const asks = filters.some((filter) => filter.type === "BasicAuth" && this.files.isUsersFile(filter.usersFile));
    return asks ? this.files.user : undefined;
  }

  async start(topology: Topology): Promise<void> {
    const { prepared, notes } = await this.write(topology);
    try {
      this.proxy = await startProxy({ configFile: this.configFile, baseDir: this.baseDir, log: this.proxyLog() });
    } catch (error) {
      await prepared.abort();
      throw error;
    }
    await prepared.commit();
    this.notes = notes;
  }

  async update(topology: Topology): Promise<readonly string[]> {
    const { prepared, notes } = await this.write(topology);
    this.problems = [];
    if ((await this.proxy?.reload()) === "refused") {
      this.writeConfig(this.topology);
      await prepared.abort();
      return this.problems;
    }
    await prepared.commit();
    this.notes = notes;
    return [];
  }

  async close(): Promise<void> {
    await this.proxy?.close({ graceMs: GRACE });
    await this.instances.close();
    this.files.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async write(original: Topology): Promise<{ prepared: PreparedInstances; notes: readonly string[] }> {
    const { topology, notes } = withStandIns(original, this.localFiles());
    const ports = await this.ports.assign(topology);
    const prepared = await this.instances.prepare(topology.services ?? []);
    const port = (listener: Listener) => ports.get(listener) ?? listener.port;
    this.writeConfig(localTopology(topology, { address: LOOPBACK, port, members: prepared.members }));
    return { prepared, notes };
  }

  private writeConfig(topology: Topology): void {
    const draft = `${this.configFile}.draft`;
    writeFileSync(draft, JSON.stringify(topology), { mode: 0o600 });
    renameSync(draft, this.configFile);
  }

  private localFiles(): LocalFiles {
    const { files, baseDir } = this;
    return {
      user: files.user,
      usersFile: () => files.usersFile(),
      certificate: (name, hostnames) => files.certificate(name, hostnames),
      hasCertificate: (certificate) => isUsable(certificate, baseDir),
      hasFile: (file) => isReadable(resolve(baseDir, file)),
    };
  }

  private proxyLog() {
    const nameOf = (address: string) => this.instances.nameOf(address);
    return {
      ...SILENT,
      warn: this.log,
      error: (message: string, { problems }: LogFields = {}) => {
        if (Array.isArray(problems)) this.problems = problems.map(String);
        else this.log(message);
      },
      request: (record: Parameters<typeof requestLine>[0]) => this.log(requestLine(record, nameOf)),
      session: (record: Parameters<typeof sessionLine>[0]) => this.log(sessionLine(record, nameOf)),
    };
  }
}

function isUsable(certificate: Certificate, baseDir: string): boolean {
  return !hasErrors(checkCertificateFiles({ certificates: [certificate] }, baseDir));
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
