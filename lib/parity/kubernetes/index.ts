export { emptyServices } from "./empty-services";
export { MARKS, routerOf, routesOf, ServiceNames } from "./names";
export { type KubernetesObject, nameIn, readObjects } from "./object";
