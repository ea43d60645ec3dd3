export type { ClientHello, ClientHelloFault } from "./client-hello";
export { ClientHelloReader } from "./client-hello-reader";
