import { dirname, resolve } from "node:path";
import type { Topology } from "../topology";
import { Aggregator, FileProvider, type Provider, type ReloadResult, StaticProvider } from "./config";
import { readConnectionLimits } from "./connections";
import { DataPlane } from "./data-plane";
import type { EngineObserver } from "./engine";
import { createEngines } from "./engines";
import { createPinoLog, type ProxyLog } from "./log";
import { type MetricsJson, ProxyMetrics } from "./metrics";
import { callbackObserver, joinObservers, logObserver } from "./observer";
import type { ListenerAddress, StartProxyOptions } from "./options";
import { onNewDay } from "./time";
import { TicketKeys } from "./tls";

const DEFAULT_GRACE = 30_000;
const DEFAULT_AFFINITY_KEY = "portico";

/** What a process among several has beside the options of any proxy. */
export interface RuntimeExtras {
  readonly metrics?: boolean;
  /** Whether this process serves UDP listeners, whose flows one process has to know all of. */
  readonly leads?: boolean;
  /** What TLS session tickets are sealed with. */
  readonly ticketKeys?: TicketKeys;
  /** Runs where the first configuration that is found cannot. */
  readonly fallback?: Topology;
  /** What the first configuration is counted as. */
  readonly generation?: number;
  readonly onApplied?: (topology: Topology, generation: number) => void;
}

/** A proxy and its sources of configuration, in this process. */
export class ProxyRuntime {
  /** Whether new requests are welcome. */
  ready = false;
  private readonly log: ProxyLog;
  private readonly metrics: ProxyMetrics | undefined;
  private readonly dataPlane: DataPlane;
  private readonly aggregator: Aggregator;
  private endDays: () => void = () => {};

  /**
   * @throws ConfigurationError
   * @throws BindError
   */
  static async start(options: StartProxyOptions, extras: RuntimeExtras = {}): Promise<ProxyRuntime> {
    const runtime = new ProxyRuntime(options, extras);
    if ((await runtime.aggregator.start()) !== "refused") {
      runtime.ready = true;
      runtime.endDays = onNewDay(() => runtime.renewKeys());
      return runtime;
    }
    const failure = runtime.dataPlane.failure ?? new Error("the configuration was refused");
    await runtime.close(0);
    throw failure;
  }

  private constructor(options: StartProxyOptions, extras: RuntimeExtras) {
    const log = options.log ?? createPinoLog();
    this.log = log;
    this.metrics =
      extras.metrics === true ? new ProxyMetrics({ instances: () => this.dataPlane.instances() }) : undefined;
    const observers: EngineObserver[] = [logObserver(log)];
    if (options.onRequest !== undefined) observers.push(callbackObserver(options.onRequest, log));
    if (this.metrics !== undefined) observers.push(this.metrics);
    this.dataPlane = new DataPlane({
      baseDir: baseDirOf(options),
      affinityKey: options.affinityKey ?? DEFAULT_AFFINITY_KEY,
      engines: createEngines(readConnectionLimits(options)),
      observer: joinObservers(observers),
      log,
      metrics: this.metrics,
      ticketKeys: extras.ticketKeys ?? new TicketKeys(),
      drainGrace: options.drainGrace ?? DEFAULT_GRACE,
      serves: ({ protocol }) => extras.leads !== false || protocol !== "UDP",
      fallback: extras.fallback,
      generation: extras.generation ?? 1,
      onApplied: extras.onApplied ?? (() => {}),
      onFiles: (files) => this.aggregator.watch(files),
    });
    this.aggregator = new Aggregator([providerOf(options)], (emission) => this.dataPlane.apply(emission));
  }

  addresses(): readonly ListenerAddress[] {
    return this.dataPlane.open.map(({ plan, bound }) => ({
      edge: plan.edge,
      listener: plan.name,
      protocol: plan.protocol,
      address: bound.address,
      port: bound.port,
    }));
  }

  topology(): Topology {
    const { topology } = this.dataPlane;
    if (topology === undefined) throw new Error("the proxy has no configuration");
    return topology;
  }

  async metricsText(): Promise<{ readonly contentType: string; readonly text: string }> {
    if (this.metrics === undefined) throw new Error("metrics are off");
    const { registry } = this.metrics;
    return { contentType: registry.contentType, text: await registry.metrics() };
  }

  /** What another process can add to its own. */
  async metricsJson(): Promise<MetricsJson> {
    return (await this.metrics?.registry.getMetricsAsJSON()) ?? [];
  }

  reload(): Promise<ReloadResult> {
    return this.aggregator.reload();
  }

  private renewKeys(): void {
    if (this.dataPlane.isOutdated) void this.reload();
  }

  async close(grace = DEFAULT_GRACE): Promise<void> {
    const { ready } = this;
    this.ready = false;
    this.endDays();
    if (ready) this.log.info("draining", { graceMs: grace });
    await this.aggregator.close();
    await this.dataPlane.close(grace);
    if (ready) this.log.info("stopped");
    this.log.flush();
  }
}

function providerOf(options: StartProxyOptions): Provider {
  return "configFile" in options ? new FileProvider(options.configFile) : new StaticProvider(options.topology);
}

function baseDirOf(options: StartProxyOptions): string {
  if (options.baseDir !== undefined) return options.baseDir;
  return "configFile" in options ? dirname(resolve(options.configFile)) : process.cwd();
}
