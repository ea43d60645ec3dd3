import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { EngineObserver, ListenerIdentity, RequestRecord, SessionRecord } from "../engine";
import { listenerName } from "../listener-identity";
import type { InstanceStatus } from "../service";
import { RequestCounts } from "./request-counts";

/** Seconds. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The content type of {@link joinMetrics}. */
export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** What the processes of one proxy have counted together, as text. */
export function joinMetrics(parts: readonly MetricsJson[]): Promise<string> {
  // The library's types know the metrics of one process as a promise alone.
  return AggregatorRegistry.aggregate([...parts]).metrics();
}

/** Adds what an ended process had counted to what others had: its counters, and nothing of how it stood. */
export function addCounters(past: MetricsJson, ended: MetricsJson): Promise<MetricsJson> {
  // The library's types know the kinds of metrics as numbers alone.
  const counters = ended.filter(({ type }) => ["counter", "histogram"].includes(String(type)));
  return AggregatorRegistry.aggregate([past, counters] as object[]).getMetricsAsJSON();
}

/** Asked when metrics are read. */
export interface MetricsSource {
  instances(): ReadonlyMap<string, readonly InstanceStatus[]>;
}

/** A registry's content, as one process hands it to another. */
export type MetricsJson = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

/** Counters of one proxy, in a registry of its own. */
export class ProxyMetrics implements EngineObserver {
  readonly registry = new Registry();

  private readonly durations = new Histogram({
    name: "portico_request_duration_seconds",
    help: "From a request's head to the end of its response.",
    labelNames: ["listener", "service"] as const,
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly counts = new RequestCounts((listener, service) => this.durations.labels(listener, service).observe);
  private readonly sessions = new Counter({
    name: "portico_sessions_total",
    help: "TCP and TLS connections and UDP flows that have ended.",
    labelNames: ["listener", "service"] as const,
    registers: [this.registry],
  });
  private readonly sessionBytes = new Counter({
    name: "portico_session_bytes_total",
    help: "Bytes of ended sessions, by direction.",
    labelNames: ["listener", "service", "direction"] as const,
    registers: [this.registry],
  });
  private readonly connections = new Gauge({
    name: "portico_connections",
    help: "Open client connections.",
    labelNames: ["listener"] as const,
    registers: [this.registry],
  });
  private readonly reloads = new Counter({
    name: "portico_config_reloads_total",
    help: "Changed configurations, applied and refused.",
    labelNames: ["result"] as const,
    // Each worker process takes up the same configuration.
    aggregator: "max",
    registers: [this.registry],
  });
  private readonly generation = new Gauge({
    name: "portico_config_generation",
    help: "The running configuration's number, from 1.",
    aggregator: "min",
    registers: [this.registry],
  });

  constructor(source: MetricsSource) {
    collectDefaultMetrics({ register: this.registry });
    this.requestCounter();
    this.reloads.inc({ result: "applied" }, 0);
    this.reloads.inc({ result: "refused" }, 0);
    this.instanceGauge(
      source,
      "portico_instance_healthy",
      "1 where active checks pass and traffic has not failed.",
      "min",
      (status) => (status.passing && !status.ejected ? 1 : 0),
    );
    this.instanceGauge(
      source,
      "portico_instance_active",
      "Open requests and connections.",
      "sum",
      (status) => status.active,
    );
  }

  configurationApplied(generation: number, isReload: boolean): void {
    this.generation.set(generation);
    if (isReload) this.reloads.inc({ result: "applied" });
  }

  configurationRefused(): void {
    this.reloads.inc({ result: "refused" });
  }

  connectionOpened(listener: ListenerIdentity): void {
    this.connections.inc({ listener: listenerName(listener) });
  }

  connectionClosed(listener: ListenerIdentity): void {
    this.connections.dec({ listener: listenerName(listener) });
  }

  requestEnded(record: RequestRecord): void {
    this.counts.add(record);
  }

  sessionEnded({ listener, service = "", bytesFromClient, bytesToClient }: SessionRecord): void {
    const labels = { listener: listenerName(listener), service };
    this.sessions.inc(labels);
    this.sessionBytes.inc({ ...labels, direction: "from_client" }, bytesFromClient);
    this.sessionBytes.inc({ ...labels, direction: "to_client" }, bytesToClient);
  }

  private requestCounter(): void {
    const { counts } = this;
    new Counter({
      name: "portico_requests_total",
      help: "Requests answered, by status class; 0xx is a client that went away.",
      labelNames: ["listener", "router", "route", "service", "status_class"] as const,
      registers: [this.registry],
      collect() {
        counts.drain((labels, requests) => this.inc({ ...labels }, requests));
      },
    });
  }

  private instanceGauge(
    source: MetricsSource,
    name: string,
    help: string,
    aggregator: "min" | "sum",
    value: (status: InstanceStatus) => number,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: ["service", "instance"] as const,
      aggregator,
      registers: [this.registry],
      collect() {
        // Instances that are gone leave no series behind.
        this.reset();
        for (const [service, instances] of source.instances()) {
          for (const status of instances) this.set({ service, instance: status.id }, value(status));
        }
      },
    });
  }
}
