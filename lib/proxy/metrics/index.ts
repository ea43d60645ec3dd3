export {
  addCounters,
  joinMetrics,
  METRICS_CONTENT_TYPE,
  type MetricsJson,
  type MetricsSource,
  ProxyMetrics,
} from "./proxy-metrics";
