export { ConnectionCensus, type Seat } from "./connection-census";
export { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS, readConnectionLimits } from "./connection-limits";
export { countedSource } from "./counted-source";
export { fileShortage, openFileLimit } from "./open-files";
export { readOpening } from "./opening";
