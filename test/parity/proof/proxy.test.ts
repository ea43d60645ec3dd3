import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, type RequestOptions, request as sendHttp } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { EchoService } from "../../../lib/echo";
import { isSameLocation } from "../../../lib/parity";
import { type RequestRecord, type RunningProxy, SILENT, startProxy } from "../../../lib/proxy";
import { createDecider, type Decision, type DecisionRequest } from "../../../lib/routing";
import type { Topology } from "../../../lib/topology";
import { freePorts } from "../../support/free-ports";
import { Disagreement } from "./compare";
import { reportFailure, runs } from "./prove";
import { tables } from "./tables";
import { selfHosted } from "./targets/self-hosted";

/** Tables that are loaded at once, each on a listener of its own. */
const BATCH = 8;

/** Each request goes over sockets, so that the default suite takes fewer tables; a long run takes as many as the others. */
const TABLES = process.env.PORTICO_PARITY_RUNS === undefined ? 104 : runs.numRuns;

/** In milliseconds; what takes longer is not going to be answered. */
const LONGEST_WAIT = 20_000;

const LIMIT = Math.max(180_000, TABLES * 500);

/** What the proxy did with a request. */
interface Observed {
  readonly status: number;
  readonly location: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
  readonly echo: { readonly service: string; readonly path: string; readonly host: string } | undefined;
  readonly record: RequestRecord;
}

/** A proxy whose configuration is replaced for each batch of tables, with an echo instance for each service. */
class ProxyUnderProof {
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(
    private readonly proxy: RunningProxy,
    private readonly file: string,
    private readonly ports: readonly number[],
    private readonly echoes: ReadonlyMap<string, EchoService>,
    private readonly records: readonly RequestRecord[],
  ) {}

  static async start(folder: string): Promise<ProxyUnderProof> {
    const ports = await freePorts(BATCH);
    const names = ["s1", "s2", "s3", "empty"];
    const started = names.map(async (service) => [service, await EchoService.start({ service })] as const);
    const file = join(folder, "topology.json");
    const records: RequestRecord[] = [];
    writeFileSync(
      file,
      JSON.stringify(
        merge(ports.map((port) => placed({ version: 1, routers: [{ name: "router", routes: [] }] }, port))),
      ),
    );
    const proxy = await startProxy({ configFile: file, log: SILENT, onRequest: (record) => records.push(record) });
    return new ProxyUnderProof(proxy, file, ports, new Map(await Promise.all(started)), records);
  }

  /** Loads tables, and says how each stands in the configuration. */
  async load(tables: readonly Topology[]): Promise<readonly Topology[]> {
    const all = tables.map((topology, index) => placed(this.withInstances(topology), this.ports[index] ?? 0));
    writeFileSync(this.file, JSON.stringify(merge(all)));
    await this.proxy.reload();
    return all;
  }

  private withInstances(topology: Topology): Topology {
    const services = (topology.services ?? []).map((service) => {
      const { address, port } = this.echoes.get(service.name) ?? { address: "127.0.0.1", port: 1 };
      return { ...service, members: [{ address, port }] };
    });
    return { ...topology, services };
  }

  async send(table: number, { method, url, headers = [] }: DecisionRequest): Promise<Observed> {
    const [, authority = "", rest = ""] = /^http:\/\/([^/?]*)(.*)$/s.exec(url) ?? [];
    // As clients write it: without the port that the scheme has anyway, and with a path.
    const fields = [["Host", authority.replace(/:80$/, "")], ...headers].flat();
    const path = rest.startsWith("/") ? rest : `/${rest}`;
    const before = this.records.length;
    const options = { agent: this.agent, host: "127.0.0.1", port: this.ports[table], method, path, headers: fields };
    const answer = await exchange(options);
    const record = this.records[before] ?? (await this.nextRecord(before));
    return { ...answer, echo: record.tries > 0 && method !== "HEAD" ? JSON.parse(answer.body) : undefined, record };
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.proxy.close({ graceMs: 0 });
    await Promise.all([...this.echoes.values()].map((echo) => echo.close()));
  }

  /** A response may be here before it is recorded. */
  private async nextRecord(index: number): Promise<RequestRecord> {
    for (let turn = 0; turn < 1000; turn++) {
      await new Promise(setImmediate);
      const record = this.records[index];
      if (record !== undefined) return record;
    }
    throw new Error("the request was answered and not recorded");
  }
}

function exchange(options: RequestOptions): Promise<Omit<Observed, "echo" | "record">> {
  return new Promise((resolve, reject) => {
    const sent = sendHttp(options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => {
        const { location, "content-type": contentType } = response.headers;
        resolve({ status: response.statusCode ?? 0, location, contentType, body });
      });
    });
    sent.setTimeout(LONGEST_WAIT, () => sent.destroy(new Error("no answer came")));
    sent.on("error", reject);
    sent.end();
  });
}

/** A table by itself, on a port: router and listener are named after it. */
function placed(topology: Topology, port: number): Topology {
  const router = `router-${port}`;
  const listener = { name: `http-${port}`, address: "127.0.0.1", port, protocol: "HTTP" as const, router };
  return {
    ...topology,
    edges: [{ name: "edge", listeners: [listener] }],
    routers: (topology.routers ?? []).map((one) => ({ ...one, name: router })),
  };
}

/** All tables as one configuration; their services are the same. */
function merge(tables: readonly Topology[]): Topology {
  return {
    version: 1,
    edges: [
      { name: "edge", listeners: tables.flatMap(({ edges = [] }) => edges.flatMap(({ listeners }) => listeners)) },
    ],
    routers: tables.flatMap(({ routers = [] }) => routers),
    services: [...new Map(tables.flatMap(({ services = [] }) => services.map((one) => [one.name, one]))).values()],
  };
}

describe("the running proxy", () => {
  const folder = mkdtempSync(join(tmpdir(), "portico-proof-"));
  let proxy: ProxyUnderProof;

  beforeAll(async () => {
    proxy = await ProxyUnderProof.start(folder);
  });

  afterAll(async () => {
    await proxy.close();
    rmSync(folder, { recursive: true });
  });

  test(
    "decides as the reference matcher does",
    async () => {
      const batches = fc.array(tables(selfHosted, { https: false }), { minLength: BATCH, maxLength: BATCH });
      const property = fc.asyncProperty(batches, async (batch) => {
        const loaded = await proxy.load(batch.map(({ topology }) => topology));
        for (const [index, { requests }] of batch.entries()) {
          const topology = loaded[index];
          if (topology !== undefined) await compareWithProxy(proxy, index, topology, requests.map(fromLoopback));
        }
      });
      const numRuns = Math.ceil(TABLES / BATCH);
      await fc.assert(property, {
        numRuns,
        // What fails is made smaller as long as there is time.
        interruptAfterTimeLimit: LIMIT - 3 * LONGEST_WAIT,
        markInterruptAsFailure: true,
        asyncReporter: async (run) => reportFailure(run),
      });
      process.stdout.write(`parity: the running proxy: ${numRuns * BATCH} tables compared\n`);
    },
    LIMIT,
  );
});

async function compareWithProxy(
  proxy: ProxyUnderProof,
  index: number,
  topology: Topology,
  requests: readonly DecisionRequest[],
): Promise<void> {
  const reference = createDecider(topology);
  for (const request of requests) {
    const expected = reference.decide(request);
    const { record, ...answer } = await proxy.send(index, request).catch((error: Error) => {
      throw new Disagreement(topology, request, [
        `the reference matcher: ${JSON.stringify(expected)}`,
        `the running proxy: ${error.message}`,
      ]);
    });
    const fault = faultOf(expected, { record, ...answer }, request.method === "HEAD");
    if (fault === undefined) continue;
    throw new Disagreement(topology, request, [
      `the reference matcher: ${JSON.stringify(expected)}`,
      `the running proxy, with another ${fault}: ${JSON.stringify({ ...answer, route: record.route, service: record.service })}`,
    ]);
  }
}

/** A client on this machine cannot come from elsewhere. */
function fromLoopback({ sourceIp: _sourceIp, ...request }: DecisionRequest): DecisionRequest {
  return request;
}

/** In which respect the proxy did otherwise. */
function faultOf(
  expected: Decision,
  { status, location, contentType, body, echo, record }: Observed,
  isHead: boolean,
): string | undefined {
  if ((record.route ?? null) !== expected.route) return "route";
  if ((expected.status === null) !== record.tries > 0) return "whether a service is asked";
  if (expected.status !== null) {
    if (status !== expected.status) return "status";
    if (!isSameLocation(location ?? "", expected.location ?? "")) return "location";
    const { response } = expected;
    if (response === undefined || response.body === "") return undefined;
    if (contentType !== response.contentType) return "content type";
    return body === (isHead ? "" : response.body) ? undefined : "body";
  }
  if (echo === undefined) return undefined;
  const shares = expected.backends ?? [];
  if (!shares.some(({ service, share }) => service === echo.service && share > 0)) return "service";
  if (echo.path !== expected.path) return "path";
  return echo.host === expected.host ? undefined : "host";
}
