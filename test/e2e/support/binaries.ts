import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The programs that an API server of Kubernetes consists of. */
export interface Binaries {
  readonly etcd: string;
  readonly apiServer: string;
}

/** Where scripts/install-kubernetes.sh puts what it builds. */
const BUILT = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "portico", "kubernetes");

/** The programs, or the names of those that are missing. */
export function findBinaries(): Binaries | readonly string[] {
  const etcd = onPath("etcd");
  const apiServer = onPath("kube-apiserver") ?? newestBuilt();
  if (etcd !== undefined && apiServer !== undefined) return { etcd, apiServer };
  return [...(etcd === undefined ? ["etcd"] : []), ...(apiServer === undefined ? ["kube-apiserver"] : [])];
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

function newestBuilt(): string | undefined {
  if (!existsSync(BUILT)) return undefined;
  const versions = readdirSync(BUILT).sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
  return versions.map((version) => join(BUILT, version, "kube-apiserver")).find((file) => existsSync(file));
}
