export { Aggregator, type ReloadResult } from "./aggregator";
export { FileProvider } from "./file";
export type { Emission, Provider } from "./provider";
export { StaticProvider } from "./static-provider";
