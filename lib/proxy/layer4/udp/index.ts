export { createUdpEngine } from "./udp-engine";
