export { ServiceStream } from "./service-stream";
export { UpstreamSessions } from "./upstream-sessions";
