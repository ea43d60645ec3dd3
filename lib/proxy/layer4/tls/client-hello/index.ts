export type { ClientHello } from "./client-hello";
export { ClientHelloReader } from "./client-hello-reader";
