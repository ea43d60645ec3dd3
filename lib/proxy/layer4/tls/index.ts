export { createTlsEngine } from "./tls-engine";
