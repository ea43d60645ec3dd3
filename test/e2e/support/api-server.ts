import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../proxy/support/conditions";
import { freePorts } from "../../support/free-ports";
import { ApiClient } from "./api-client";
import type { Binaries } from "./binaries";

const TOKEN = "administrator";
/** The machine may have much else to do. */
const PATIENCE = 120_000;

/** etcd and a kube-apiserver on 127.0.0.1, without a node: objects are kept, and nothing runs. */
export class ApiServer {
  private readonly folder = mkdtempSync(join(tmpdir(), "portico-e2e-"));
  private readonly processes: ChildProcess[] = [];
  private started: ApiClient | undefined;

  get client(): ApiClient {
    if (this.started === undefined) throw new Error("the API server has not been started");
    return this.started;
  }

  async start({ etcd, apiServer }: Binaries): Promise<void> {
    const [clients = 0, peers = 0, port = 0] = await freePorts(3);
    const store = `http://127.0.0.1:${clients}`;
    const peer = `http://127.0.0.1:${peers}`;
    this.run("etcd", etcd, [
      ...["--data-dir", join(this.folder, "etcd"), "--unsafe-no-fsync"],
      ...["--listen-client-urls", store, "--advertise-client-urls", store],
      ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", `default=${peer}`],
    ]);
    const key = join(this.folder, "service-accounts.key");
    execFileSync("openssl", ["genrsa", "-out", key, "2048"], { stdio: "pipe" });
    const tokens = join(this.folder, "tokens.csv");
    writeFileSync(tokens, `${TOKEN},administrator,administrator,system:masters\n`, { mode: 0o600 });
    const certificates = join(this.folder, "certificates");
    this.run("kube-apiserver", apiServer, [
      ...[`--etcd-servers=${store}`, "--bind-address=127.0.0.1", `--secure-port=${port}`, `--cert-dir=${certificates}`],
      ...["--authorization-mode=RBAC", `--token-auth-file=${tokens}`, "--anonymous-auth=false"],
      ...["--service-account-issuer=https://kubernetes.invalid", `--service-account-key-file=${key}`],
      `--service-account-signing-key-file=${key}`,
      "--service-cluster-ip-range=10.96.0.0/16,fd00:96::/112",
    ]);
    const certificate = join(certificates, "apiserver.crt");
    await this.untilReady(() => existsSync(certificate));
    this.started = new ApiClient({ port, ca: readFileSync(certificate, "utf8"), token: TOKEN });
    await this.untilReady(async () => (await this.answersReady()) === true);
  }

  async stop(): Promise<void> {
    for (const child of this.processes.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(name: string, file: string, args: readonly string[]): void {
    const child = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr?.pipe(createWriteStream(join(this.folder, `${name}.log`)));
    this.processes.push(child);
  }

  private async answersReady(): Promise<boolean> {
    try {
      return (await this.client.send("GET", "/readyz")).status === 200;
    } catch {
      return false;
    }
  }

  /** With the log of the program that has ended, where one has. */
  private async untilReady(condition: () => boolean | Promise<boolean>): Promise<void> {
    await eventually(() => {
      if (this.processes.every(({ exitCode }) => exitCode === null)) return condition();
      const logs = ["etcd", "kube-apiserver"].map((name) => readFileSync(join(this.folder, `${name}.log`), "utf8"));
      throw new Error(`the API server has ended:\n${logs.map((log) => log.slice(-2000)).join("\n")}`);
    }, PATIENCE);
  }
}
