export { ConnectionCensus, type Seat } from "./connection-census";
export { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS, readConnectionLimits } from "./connection-limits";
export { fileShortage, openFileLimit } from "./open-files";
export { readOpening } from "./opening";
