import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  checkCertificateFiles,
  checkFilterFiles,
  checkSharedSockets,
  type Diagnostic,
  filterFiles,
  formatDiagnostic,
  hasErrors,
  namedFiles,
  type Service,
  type Steps,
  type Topology,
} from "../topology";
import { type Emission, isSame, type ReloadResult } from "./config";
import type { EngineObserver, ListenerPlan } from "./engine";
import type { Engines } from "./engines";
import { BindError, ConfigurationError, messageOf } from "./errors";
import { KeptStates } from "./http";
import type { ProxyLog } from "./log";
import type { ProxyMetrics } from "./metrics";
import type { InstanceStatus } from "./service";
import { compileListeners, ListenerSet, type OpenListener, ServicePool } from "./snapshot";
import { inTurns } from "./time";
import { type CertificateBatch, CertificateStore, type TicketKeys } from "./tls";
import { findUnsupported } from "./unsupported";

/** What a data plane is made of. */
export interface DataPlaneParts {
  readonly baseDir: string;
  readonly affinityKey: string;
  readonly engines: Engines;
  readonly observer: EngineObserver;
  readonly log: ProxyLog;
  readonly metrics: ProxyMetrics | undefined;
  readonly drainGrace: number;
  /** What session tickets are sealed with; see `CertificateStore`. */
  readonly ticketKeys: TicketKeys;
  /** Which listeners this process opens. */
  readonly serves: (plan: ListenerPlan) => boolean;
  /** Runs where the first configuration cannot. */
  readonly fallback: Topology | undefined;
  /** What the first configuration is counted as. */
  readonly generation: number;
  readonly onApplied: (topology: Topology, generation: number) => void;
  /** Called with the files that a configuration names, whether it is applied or refused. */
  readonly onFiles: (files: readonly string[]) => void;
}

/** Runs one configuration after another. */
export class DataPlane {
  /** Why the first configuration could not be run. */
  failure: Error | undefined;

  private readonly services: ServicePool;
  private readonly listeners: ListenerSet;
  private readonly certificates: CertificateStore;
  private running: Topology | undefined;
  private batch: CertificateBatch | undefined;
  private files: FileContents = new Map();
  private readonly filterStates = new KeptStates();
  private generation: number;

  constructor(private readonly parts: DataPlaneParts) {
    const { log } = parts;
    this.generation = parts.generation - 1;
    this.certificates = new CertificateStore(parts.ticketKeys);
    this.services = new ServicePool({
      now: () => performance.now(),
      random: Math.random,
      affinityKey: parts.affinityKey,
      onHealth: (service, instance, passing, reason) => {
        const fields = { service, instance: instance.id, ...(reason === undefined ? {} : { reason }) };
        if (passing) log.info("instance is healthy", fields);
        else log.warn("instance is unhealthy", fields);
      },
      onDiscoveryError: (service, reason) => log.warn("discovery failed; known members stay", { service, reason }),
    });
    this.listeners = new ListenerSet(parts.engines, { observer: parts.observer }, parts.drainGrace);
  }

  get topology(): Topology | undefined {
    return this.running;
  }

  get open(): readonly OpenListener[] {
    return this.listeners.listeners;
  }

  /** Whether the configuration has to be taken up once more though it has not changed: ticket keys are for a day. */
  get isOutdated(): boolean {
    return this.certificates.isOutdated();
  }

  instances(): ReadonlyMap<string, readonly InstanceStatus[]> {
    return this.services.status();
  }

  /** Takes up what providers have found. A configuration that cannot be run changes nothing. */
  async apply(emission: Emission): Promise<ReloadResult> {
    try {
      return await this.tryApply(emission);
    } catch (error) {
      const { fallback } = this.parts;
      const isFirst = this.running === undefined;
      this.refuse(error instanceof Error ? error : new Error(messageOf(error)));
      if (!isFirst || fallback === undefined || emission.topology === fallback) return "refused";
      return this.apply({ topology: fallback, diagnostics: [] });
    }
  }

  /** @param grace milliseconds that requests and connections under way have */
  async close(grace: number): Promise<void> {
    await this.listeners.close(grace);
    this.services.close();
    this.parts.engines.close();
  }

  private async tryApply(emission: Emission): Promise<ReloadResult> {
    const { baseDir, log, onFiles } = this.parts;
    const { topology, draft = {} } = emission;
    onFiles(namedFiles(draft).map(({ file }) => resolve(baseDir, file)));
    const found = await inTurns(findFaults(emission, baseDir));
    if (topology === undefined || hasErrors(found)) {
      throw new ConfigurationError(found.filter(({ severity }) => severity === "error"));
    }
    const certificates = this.loadCertificates(topology);
    const files = readFiles(filterFiles(topology, baseDir));
    const hasSameFiles = this.hasSameCertificates(certificates) && isSameMap(this.files, files);
    if (hasSameFiles && (await inTurns(isSame(topology, this.running)))) return "unchanged";
    await this.goOver(topology, certificates, files);
    for (const warning of found) log.warn("configuration", { warning: formatDiagnostic(warning) });
    return "applied";
  }

  private async goOver(topology: Topology, certificates: CertificateBatch, files: FileContents): Promise<void> {
    const tlsOf = ({ tls }: Service) => tls && certificates.upstreamOf(tls);
    const prepared = this.services.prepare(topology.services ?? [], tlsOf);
    const states = this.filterStates.next();
    const file = (name: string) => files.get(resolve(this.parts.baseDir, name)) ?? "";
    try {
      const parts = { services: prepared.services, certificates, filters: { file, states } };
      const plans = await inTurns(compileListeners(topology, parts));
      const listeners = await this.listeners.prepare(plans.filter(this.parts.serves));
      prepared.commit();
      listeners.commit();
    } catch (error) {
      prepared.abort();
      throw error;
    }
    this.certificates.commit(certificates);
    this.filterStates.commit(states);
    this.batch = certificates;
    this.files = files;
    const isReload = this.running !== undefined;
    this.running = topology;
    this.generation += 1;
    this.parts.metrics?.configurationApplied(this.generation, isReload);
    this.parts.onApplied(topology, this.generation);
    this.parts.log.info("configuration applied", { generation: this.generation, listeners: this.open.length });
  }

  private loadCertificates(topology: Topology): CertificateBatch {
    try {
      return this.certificates.load(topology, this.parts.baseDir);
    } catch (error) {
      // The files have changed since they were checked, or hold what only the TLS library can refuse.
      const message = `a certificate cannot be loaded: ${messageOf(error)}`;
      throw new ConfigurationError([{ code: "invalid-certificate", severity: "error", path: "certificates", message }]);
    }
  }

  private hasSameCertificates({ certificates, authorities }: CertificateBatch): boolean {
    return isSameMap(this.batch?.certificates, certificates) && isSameMap(this.batch?.authorities, authorities);
  }

  private refuse(error: Error): void {
    if (this.running === undefined) {
      this.failure = error;
      if (this.parts.fallback === undefined) return;
    }
    this.parts.metrics?.configurationRefused();
    this.parts.log.error("configuration refused; what runs stays as it is", { problems: problemsOf(error) });
  }
}

/** What is to be said about a configuration, here and for this proxy. */
function* findFaults({ topology, draft = {}, diagnostics }: Emission, baseDir: string): Steps<readonly Diagnostic[]> {
  const unsupported = topology === undefined ? [] : findUnsupported(topology);
  yield;
  const sockets = checkSharedSockets(draft);
  yield;
  const certificates = checkCertificateFiles(draft, baseDir);
  yield;
  return [...diagnostics, ...unsupported, ...sockets, ...certificates, ...checkFilterFiles(draft, baseDir)];
}

function isSameMap<T>(before: ReadonlyMap<string, T> | undefined, after: ReadonlyMap<string, T>): boolean {
  return before?.size === after.size && [...after].every(([name, value]) => before.get(name) === value);
}

function problemsOf(error: Error): readonly string[] {
  if (error instanceof ConfigurationError) return error.diagnostics.map(formatDiagnostic);
  return [error instanceof BindError ? error.message : (error.stack ?? error.message)];
}

/** By their full paths. */
type FileContents = ReadonlyMap<string, string>;

function readFiles(files: readonly string[]): FileContents {
  return new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
}
