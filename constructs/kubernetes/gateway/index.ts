export type { GatewayProps, GatewayVersion, ParentRef } from "./gateway-props";
export {
  checkGatewayListener,
  type GatewayEdgeInput,
  type GatewayListenerInput,
  gatewaySections,
  isGatewayListener,
  lowerEdgeToGateway,
} from "./lower-edge";
export { lowerToGateway } from "./lower-router";
export { type GatewayRelease, gatewayRelease } from "./release";
export { SpareRoutes } from "./spare-routes";
