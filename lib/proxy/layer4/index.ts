export type { Layer4Limits } from "./limits";
export { createTcpEngine } from "./tcp-engine";
export { createTlsEngine } from "./tls";
export { createUdpEngine } from "./udp";
