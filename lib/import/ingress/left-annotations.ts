import type { Remarks } from "../remarks";
import { PREFIX } from "./annotations";
import type { IngressDocument } from "./documents";
import { FILTER_ANNOTATIONS } from "./filters";

/** Read elsewhere, or of no meaning for what a request gets. */
const HANDLED: ReadonlySet<string> = new Set([
  "rewrite-target",
  "use-regex",
  "ssl-redirect",
  "force-ssl-redirect",
  "permanent-redirect",
  "permanent-redirect-code",
  "temporal-redirect",
  "temporal-redirect-code",
  "canary",
  "canary-weight",
  "canary-weight-total",
  "canary-by-header",
  "canary-by-header-value",
  "canary-by-cookie",
  "affinity",
  "affinity-mode",
  "session-cookie-name",
  "session-cookie-max-age",
  "session-cookie-expires",
  "upstream-hash-by",
  "upstream-vhost",
  "backend-protocol",
  "proxy-read-timeout",
  "proxy-next-upstream-tries",
  "load-balance",
  ...FILTER_ANNOTATIONS,
]);

/** Of other controllers, and of what works beside one. */
const OTHERS = /(?:ingress|traefik|haproxy|alb|cert-manager)/;

/** Says which annotations are not carried over. */
export function reportLeftAnnotations({ path, annotations }: IngressDocument, remarks: Remarks): void {
  for (const name of annotations.keys()) {
    if (name.startsWith(PREFIX) ? HANDLED.has(name.slice(PREFIX.length)) : !OTHERS.test(name)) continue;
    if (name === "kubernetes.io/ingress.class") continue;
    remarks.changed(
      "import-annotation",
      `${path} metadata.annotations["${name}"]`,
      "this annotation is not carried over",
      "see docs/routing.md for what a route can say, or leave it to the platform's settings",
    );
  }
}
