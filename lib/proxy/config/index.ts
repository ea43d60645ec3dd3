export { Aggregator, type ReloadResult } from "./aggregator";
export { FileProvider } from "./file";
export { isSame } from "./is-same";
export type { Emission, Provider } from "./provider";
export { StaticProvider } from "./static-provider";
