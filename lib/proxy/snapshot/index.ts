export { compileListeners } from "./compile-listeners";
export { ListenerSet, type OpenListener } from "./listener-set";
export { ServicePool } from "./service-pool";
