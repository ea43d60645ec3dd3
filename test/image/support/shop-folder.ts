import { chmodSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Testing } from "cdktf";
import { SelfHosted } from "portico/self-hosted";
import { localTopology } from "../../../lib/dev";
import { LocalInstances } from "../../../lib/dev/local-instances";
import type { Route, Topology } from "../../../lib/topology";
import { contentOf } from "../../constructs/self-hosted/support/files";
import { loadDesignShop } from "../../constructs/support/design-shop";
import { freePort } from "../../support/free-ports";

const LOOPBACK = "127.0.0.1";
const HELD = "held";

/**
 * The design's shop on this machine: echo services in the place of its instances, one service beside them that answers
 * when it is told to, and a folder with the Topology for a container to mount.
 */
export class ShopFolder {
  /** Has a service answer all that it was asked. */
  readonly release: () => void;
  private readonly waiting: ServerResponse[];

  private constructor(
    readonly folder: string,
    readonly topology: Topology,
    private readonly instances: LocalInstances,
    private readonly held: Server,
  ) {
    this.waiting = [];
    this.release = () => {
      for (const response of this.waiting.splice(0)) response.end("at last");
    };
    held.on("request", (_, response: ServerResponse) => this.waiting.push(response));
  }

  /** @param portOf - the port on this machine for a listener's own; a free one where it is not given */
  static async create(portOf: (port: number) => number | Promise<number> = freePort): Promise<ShopFolder> {
    const Shop = loadDesignShop();
    const shop = JSON.parse(contentOf(new Shop(Testing.app(), "shop", new SelfHosted()), "topology.json")) as Topology;
    const instances = await LocalInstances.start(shop.services ?? [], LOOPBACK);
    const held = createServer();
    await new Promise<void>((resolve) => held.listen(0, LOOPBACK, resolve));
    const ports = new Map<number, number>();
    for (const { port } of (shop.edges ?? []).flatMap(({ listeners }) => listeners))
      ports.set(port, await portOf(port));
    const local = localTopology(shop, {
      address: LOOPBACK,
      port: ({ port }) => ports.get(port) ?? port,
      members: instances.members(),
    });
    const folder = mkdtempSync(join(tmpdir(), "portico-image-shop-"));
    // The image's user is none of this machine's.
    chmodSync(folder, 0o755);
    const { port } = held.address() as AddressInfo;
    const created = new ShopFolder(folder, withHeldService(local, port), instances, held);
    created.write(created.topology);
    return created;
  }

  /** The port on this machine of a listener. */
  port(listener: string): number {
    const found = this.topology.edges?.flatMap(({ listeners }) => listeners).find(({ name }) => name === listener);
    if (found === undefined) throw new Error(`there is no listener ${listener}`);
    return found.port;
  }

  /** How many requests wait for their answer. */
  get waitingRequests(): number {
    return this.waiting.length;
  }

  /** Puts a new file in the place of the old one, as Terraform does. */
  write(topology: Topology): void {
    const file = join(this.folder, "topology.json");
    writeFileSync(`${file}.new`, JSON.stringify(topology), { mode: 0o644 });
    renameSync(`${file}.new`, file);
  }

  /** Puts a new file in the place of the old one, as Kubernetes does with those of a ConfigMap: by links. */
  writeAsConfigMap(topology: Topology): void {
    const version = mkdtempSync(join(this.folder, "..version-"));
    chmodSync(version, 0o755);
    writeFileSync(join(version, "topology.json"), JSON.stringify(topology), { mode: 0o644 });
    for (const [link, target] of [
      ["..data", basename(version)],
      ["topology.json", join("..data", "topology.json")],
    ] as const) {
      symlinkSync(target, join(this.folder, `${link}.new`));
      renameSync(join(this.folder, `${link}.new`), join(this.folder, link));
    }
  }

  async close(): Promise<void> {
    await this.instances.close();
    this.held.closeAllConnections();
    await new Promise((resolve) => this.held.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The topology with one more route for each of its routers. */
export function withRoute(topology: Topology, route: Route): Topology {
  const routers = (topology.routers ?? []).map((router) => ({ ...router, routes: [...router.routes, route] }));
  return { ...topology, routers };
}

function withHeldService(topology: Topology, port: number): Topology {
  const path = { type: "PathPrefix", value: `/${HELD}` } as const;
  return {
    ...withRoute(topology, { name: HELD, matches: [{ path }], backends: [{ service: HELD }] }),
    services: [...(topology.services ?? []), { name: HELD, members: [{ address: LOOPBACK, port }] }],
  };
}
