export { type EchoReply, EchoService, type EchoServiceOptions } from "./echo-service";
