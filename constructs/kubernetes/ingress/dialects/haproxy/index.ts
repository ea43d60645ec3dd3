import type { IngressDialect } from "../../dialect";
import { onStandardPort } from "../generic";
import { ingresses } from "./ingresses";
import { losses } from "./losses";
import { haproxyPaths } from "./paths";
import { serviceHints } from "./service-hints";
import { support } from "./support";

/**
 * The HAProxy Kubernetes Ingress Controller of HAProxy Technologies, from version 3 (documentation/annotations.md). Its
 * annotations are for all paths of an Ingress, so that each route that needs some has an Ingress of its own.
 */
export const haproxy: IngressDialect = {
  name: "haproxy",
  support,
  table: "class",
  serves: onStandardPort,
  serviceHints,
  lower(input, plan) {
    const { routes, findings } = plan();
    const paths = haproxyPaths(routes);
    return { objects: ingresses(paths, input), findings: [...findings, ...losses(paths)] };
  },
};
