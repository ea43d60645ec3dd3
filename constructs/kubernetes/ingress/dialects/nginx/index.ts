import type { IngressDialect } from "../../dialect";
import { onStandardPort } from "../generic";
import { canaryFindings, canaryIngresses } from "./canaries";
import { ingresses } from "./ingresses";
import { nginxLocations, overloads } from "./locations";
import { losses } from "./losses";
import { serviceHints } from "./service-hints";
import { support } from "./support";

/**
 * Ingress-nginx, the controller of the Kubernetes project (user guide, "Annotations", "Ingress Path Matching"). Its
 * annotations are for all paths of an Ingress, so that each route that needs some has an Ingress of its own; a header or
 * a weight takes requests away from it to a canary.
 */
export const nginx: IngressDialect = {
  name: "nginx",
  support,
  table: "class",
  serves: onStandardPort,
  serviceHints,
  lower(input, plan) {
    const { routes, findings } = plan();
    const locations = nginxLocations(routes);
    return {
      objects: [...ingresses(locations, input), ...canaryIngresses(locations, input)],
      findings: [...findings, ...overloads(locations), ...canaryFindings(locations), ...losses(routes, locations)],
    };
  },
};
