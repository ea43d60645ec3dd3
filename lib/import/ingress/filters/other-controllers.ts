import { type AnnotationFilter, NOTHING } from "./annotation-filter";

/** Annotations of other controllers, by their prefixes. */
const OTHERS = /^(?!nginx\.ingress\.kubernetes\.io\/)[^/]*(?:ingress|traefik|haproxy|alb|kong|contour|nginx)[^/]*\//;
/** Names of those that let some clients in and others not, or may. */
const ACCESS =
  /auth|white-?list|allow-?list|deny-?list|black-?list|block-?list|source-range|inbound-cidrs|middlewares|plugins/i;

/** Where an Ingress is of another controller, its rules about who may pass are not read, and must not be missed. */
export const otherControllers: AnnotationFilter = {
  reads: [],
  translate({ ingress, remarks }) {
    if (ingress.className?.includes("nginx") === true) return NOTHING;
    const found = [...ingress.annotations.keys()].filter(
      (name) => OTHERS.test(name) && ACCESS.test(name.split("/")[1] ?? ""),
    );
    for (const name of found) {
      remarks.changed(
        "import-auth",
        `${ingress.path} metadata.annotations["${name}"]`,
        "another controller than ingress-nginx goes by this to say who may pass; the routes answer 403",
        "put the filter that does the same in the place of the answer, or take the answer away where it lets everybody pass",
      );
    }
    return found.length === 0 ? NOTHING : "routes";
  },
};
