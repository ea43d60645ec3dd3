export {
  addCounters,
  joinMetrics,
  METRICS_CONTENT_TYPE,
  type MetricsJson,
  ProxyMetrics,
} from "./proxy-metrics";
