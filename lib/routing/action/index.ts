export { type BackendShare, backendShares, pickBackendByWeight } from "./backend-weights";
export { modifyPath } from "./modify-path";
export { type RedirectedRequest, redirectLocation } from "./redirect-location";
export { type ForwardedTarget, rewriteRequest, type TargetParts } from "./rewrite-request";
export {
  type FixedResponseAction,
  type ForwardAction,
  type RedirectAction,
  type RouteAction,
  routeAction,
} from "./route-action";
