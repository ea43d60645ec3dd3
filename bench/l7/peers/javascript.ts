import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../checkout";
import type { Peer, ProxySetup, Unfit } from "./peer";

const FOLDER = join(checkout(), "bench", "peers");

/** A proxy that runs on Node: a script in `bench/peers`, and the package that it is about. */
export function javascriptPeer(name: string, script: string, packageName?: string): Peer {
  return {
    name,
    kind: "javascript",
    version: () => (packageName === undefined ? process.versions.node : installedVersion(packageName)),
    prepare(setup) {
      const { port, servicePort, certificate } = setup;
      const task = JSON.stringify({ port, servicePort, certificate });
      return whyUnfit(setup) ?? { program: process.execPath, args: [join(FOLDER, script), task] };
    },
  };
}

function whyUnfit({ protocol, routes, filters, proxyProtocol }: ProxySetup): Unfit | undefined {
  if (protocol !== "http/1.1") return { unfit: "not spoken" };
  if (routes > 0) return { unfit: "has no routes" };
  if (proxyProtocol) return { unfit: "reads no PROXY header" };
  return filters ? { unfit: "has no filters" } : undefined;
}

function installedVersion(packageName: string): string | undefined {
  const file = join(FOLDER, "node_modules", packageName, "package.json");
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
