export { checkCertificates } from "./check-certificates";
export { checkHttpListener, type HttpListenerInput } from "./check-http-listener";
export { type Layer4Listener, type ListenerLowering, lowerListener } from "./lower-listener";
