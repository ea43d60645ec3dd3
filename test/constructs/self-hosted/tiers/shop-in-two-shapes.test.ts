import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TerraformStack, Testing } from "cdktf";
import { type EdgeLoadBalancer, Filter, type IngressRouter, Listener, Match } from "portico";
import { SelfHosted, Tiers } from "portico/self-hosted";
import { LocalInstances } from "../../../../lib/dev/local-instances";
import type { EchoReply } from "../../../../lib/echo";
import type { Topology } from "../../../../lib/topology";
import { afterTest } from "../../../proxy/support/cleanup";
import { fetchFrom, RawClient, type Reply } from "../../../proxy/support/clients";
import { ProxyProcess } from "../../../proxy/support/processes";
import { shopCertificate } from "../../../support/certificates";
import { freePort } from "../../../support/free-ports";
import { loadDesignShop } from "../../support/design-shop";
import { contentOf } from "../support/files";

const EDGE = "127.0.0.1";
const ROUTERS = ["127.0.0.2", "127.0.0.3"] as const;
const HOST = "shop.example.com";

/** The addresses that run each file. What routes is there before what leads to it. */
const shapes: Readonly<Record<string, { tiers: Tiers; files: Readonly<Record<string, readonly string[]>> }>> = {
  "one tier": { tiers: Tiers.one(), files: { "portico/topology.json": [EDGE] } },
  "two tiers": {
    tiers: Tiers.two({ routers: ROUTERS }),
    files: { "portico-router/topology.json": ROUTERS, "portico/topology.json": [EDGE] },
  },
};

const Shop = loadDesignShop();

/** The design's shop, with HTTPS and a redirect beside what it has. */
function shopStack(tiers: Tiers): TerraformStack {
  const platform = new SelfHosted({ tiers, certificates: { shop: shopCertificate } });
  const stack = new Shop(Testing.app(), "shop", platform);
  const router = stack.node.findChild("router") as IngressRouter;
  router.addRoute("old", {
    matches: [Match.pathExact("/old")],
    filters: [Filter.redirect({ replaceFullPath: "/new" })],
  });
  const edge = stack.node.findChild("edge") as EdgeLoadBalancer;
  edge.addListener("https", Listener.https({ port: 443, router, certificates: ["shop"] }));
  return stack;
}

/** What a client gets, without what differs from one request to the next. */
interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  /** What the service saw. */
  readonly seen: unknown;
}

/** A shape at work on this machine. */
class RunningShop {
  readonly processes: ProxyProcess[] = [];
  private readonly ports = new Map<number, number>();
  private readonly folder = mkdtempSync(join(tmpdir(), "portico-shapes-"));

  private constructor(private readonly instances: LocalInstances) {
    afterTest(() => rmSync(this.folder, { recursive: true }));
  }

  static async start(shape: string): Promise<RunningShop> {
    const { tiers, files } = shapes[shape] ?? { tiers: Tiers.one(), files: {} };
    const stack = shopStack(tiers);
    const whole = JSON.parse(contentOf(shopStack(Tiers.one()), "/topology.json")) as Topology;
    const instances = await LocalInstances.start(whole.services ?? [], EDGE);
    afterTest(() => instances.close());
    const shop = new RunningShop(instances);
    for (const { port } of whole.edges?.flatMap(({ listeners }) => listeners) ?? []) {
      shop.ports.set(port, await freePort());
    }
    for (const [file, addresses] of Object.entries(files)) {
      const topology = JSON.parse(contentOf(stack, file)) as Topology;
      for (const address of addresses) await shop.run(topology, address);
    }
    return shop;
  }

  port(port: number): number {
    return this.ports.get(port) ?? port;
  }

  async ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return answer(await fetchFrom(this.port(80), path, { headers: { host: HOST, ...headers } }), this.ports);
  }

  async askSecurely(path: string): Promise<Answer> {
    return answer(await fetchSecurely(this.port(443), path), this.ports);
  }

  private async run(topology: Topology, address: string): Promise<void> {
    const file = join(this.folder, `${this.processes.length}.json`);
    writeFileSync(file, JSON.stringify(this.onThisMachine(topology, address)));
    const proxy = new ProxyProcess({ configFile: file });
    this.processes.push(proxy);
    await proxy.ready();
  }

  /** The same Topology with the addresses and ports of this machine; what leads to another tier keeps its address. */
  private onThisMachine(topology: Topology, address: string): Topology {
    const members = this.instances.members();
    return {
      ...topology,
      edges: (topology.edges ?? []).map((edge) => ({
        ...edge,
        listeners: edge.listeners.map((listener) => ({ ...listener, address, port: this.port(listener.port) })),
      })),
      services: (topology.services ?? []).map((service) => ({
        ...service,
        members:
          members.get(service.name) ?? (service.members ?? []).map((to) => ({ ...to, port: this.port(to.port) })),
      })),
    };
  }
}

function answer({ status, headers, body }: Reply, ports: ReadonlyMap<number, number>): Answer {
  // Ports of this machine differ from run to run; what they stand for does not.
  const known = [...ports].reduce((text, [port, local]) => text.replaceAll(String(local), `<${port}>`), body);
  const location = [...ports].reduce((t, [port, local]) => t?.replace(`:${local}`, `:<${port}>`), headers.location);
  if (!headers["content-type"]?.includes("json")) return { status, location, seen: known };
  const { service, method, path, host, headers: fields } = JSON.parse(known) as EchoReply;
  return { status, location, seen: { service, method, path, host, fields } };
}

function fetchSecurely(port: number, path: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: EDGE, port, path, servername: HOST, ca: shopCertificate.cert, headers: { host: HOST } };
    request({ ...options, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { statusCode: status = 0, headers, rawHeaders, trailers } = response;
        resolve({ status, headers, rawHeaders, trailers, body: Buffer.concat(chunks).toString("utf8") });
      });
    })
      .on("error", reject)
      .end();
  });
}

test("the shop answers the same in one tier and in two", async () => {
  const [one, two] = [await RunningShop.start("one tier"), await RunningShop.start("two tiers")];
  expect([one.processes.length, two.processes.length]).toEqual([1, 3]);

  for (const shop of [one, two]) {
    expect(await shop.ask("/users/7?page=2", { "x-user": "7" })).toMatchObject({
      status: 200,
      seen: {
        service: "users",
        path: "/users/7?page=2",
        fields: { "x-forwarded-for": EDGE, "x-forwarded-port": "<80>" },
      },
    });
    expect(await shop.ask("/payments", { "x-canary": "1" })).toMatchObject({ seen: { service: "payments-next" } });
    expect(await shop.ask("/old")).toMatchObject({ status: 302, location: `http://${HOST}:<80>/new` });
    expect(await shop.askSecurely("/users")).toMatchObject({
      status: 200,
      seen: { service: "users", fields: { "x-forwarded-proto": "https", "x-forwarded-port": "<443>" } },
    });
  }
  for (const [path, fields] of [
    ["/users/7?page=2", { "x-user": "7" }],
    ["/users/../payments/%61", { "x-canary": "1" }],
    ["/nowhere", {}],
    ["/old", {}],
    ["/users", { host: "other.example.com" }],
    ["/%zz", {}],
  ] as const) {
    expect(await two.ask(path, fields)).toEqual(await one.ask(path, fields));
  }
  expect(await two.askSecurely("/users")).toEqual(await one.askSecurely("/users"));
}, 60_000);

test("in two tiers TCP stays at the edge, and a router that is gone costs no request", async () => {
  const shop = await RunningShop.start("two tiers");
  const [gone] = shop.processes;
  const client = await RawClient.open(shop.port(3306));
  expect(await client.until(/^galera-\d\n/)).toContain("galera");

  gone?.signal("SIGTERM");
  expect(await gone?.exit()).toBe(0);
  const answers = await Promise.all(Array.from({ length: 20 }, () => shop.ask("/users")));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
}, 60_000);
