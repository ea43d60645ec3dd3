export { HealthChecker, type HealthListener } from "./health-checker";
export { HealthRecord } from "./health-record";
