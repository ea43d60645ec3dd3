export type { GatewayProps, GatewayVersion } from "./gateway-props";
export {
  checkGatewayListener,
  type GatewayListenerInput,
  gatewaySections,
  isGatewayListener,
  lowerEdgeToGateway,
} from "./lower-edge";
export { lowerToGateway } from "./lower-router";
export { type GatewayRelease, gatewayRelease } from "./release";
export { SpareRoutes } from "./spare-routes";
