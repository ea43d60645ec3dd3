import { type ListenerAddress, type RequestRecord, type SessionRecord, SILENT, startProxy } from "../proxy";
import { type Certificate, checkCertificateFiles, hasErrors, type Listener, type Topology } from "../topology";
import { freePort } from "./free-port";
import { LocalInstances } from "./local-instances";
import { localTopology } from "./local-topology";
import { withStandIns } from "./stand-ins";

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
export async function runLocally(
  original: Topology,
  { port, log, baseDir = process.cwd() }: LocalRunOptions,
): Promise<LocalRun> {
  const { topology, notes } = withStandIns(original, (certificate) => isOnThisMachine(certificate, baseDir));
  const ports = await localPorts(topology, port);
  const instances = await LocalInstances.start(topology.services ?? [], LOOPBACK);
  try {
    const proxy = await startProxy({
      baseDir,
      topology: localTopology(topology, {
        address: LOOPBACK,
        port: (listener) => ports.get(listener) ?? listener.port,
        members: instances.members(),
      }),
      log: {
        ...SILENT,
        warn: log,
        error: log,
        request: (record) => log(requestLine(record, instances)),
        session: (record) => log(sessionLine(record, instances)),
      },
    });
    return {
      addresses: proxy.addresses(),
      topology: proxy.topology(),
      notes,
      close: async () => {
        await proxy.close({ graceMs: GRACE });
        await instances.close();
      },
    };
  } catch (error) {
    await instances.close();
    throw error;
  }
}

function isOnThisMachine(certificate: Certificate, baseDir: string): boolean {
  return !hasErrors(checkCertificateFiles({ certificates: [certificate] }, baseDir));
}

async function localPorts({ edges = [] }: Topology, first: number): Promise<ReadonlyMap<Listener, number>> {
  const [listener, ...others] = edges.flatMap((edge) => edge.listeners);
  const ports = new Map<Listener, number>(listener === undefined ? [] : [[listener, first]]);
  for (const other of others) ports.set(other, await freePort(LOOPBACK));
  return ports;
}

function requestLine(record: RequestRecord, instances: LocalInstances): string {
  const { method, host, path, status, route, instance, reason, milliseconds } = record;
  const who =
    instance === undefined ? `the proxy${reason === undefined ? "" : `: ${reason}`}` : instances.nameOf(instance);
  const by = route === undefined ? "" : `, route ${route}`;
  return `${status} ${method} ${host}${path} -> ${who}${by}, ${milliseconds.toFixed(1)} ms`;
}

function sessionLine(record: SessionRecord, instances: LocalInstances): string {
  const { listener, instance, bytesFromClient, bytesToClient, reason } = record;
  const who = instance === undefined ? "no instance" : instances.nameOf(instance);
  const why = reason === undefined ? "" : `, ${reason}`;
  return `${listener.protocol} ${listener.name} -> ${who}, ${bytesFromClient} bytes in, ${bytesToClient} bytes out${why}`;
}
