export { FEATURES, type Feature, type FeatureUse } from "./features";
export { type HostTable, hasConditions, hostTables } from "./host-tables";
export { routeAnnotations, routerLabels } from "./marks";
export {
  type ClassWords,
  type Obstacle,
  type PlannedRoute,
  planRoutes,
  type RoutePlan,
  type Support,
  type WeightedBackend,
} from "./plan-routes";
export type * from "./router-input";
export { tlsSecrets } from "./tls-secrets";
