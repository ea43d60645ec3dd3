import { type AnnotationFilter, NOTHING } from "./annotation-filter";

/** Certificates of clients are asked for by a listener, and for all of its hosts. */
export const clientCertificates: AnnotationFilter = {
  reads: ["secret", "verify-client", "verify-depth", "error-page", "pass-certificate-to-upstream", "match-cn"].map(
    (name) => `auth-tls-${name}`,
  ),
  translate({ annotations, remarks }) {
    if (annotations.get("auth-tls-secret") === undefined) return NOTHING;
    remarks.changed(
      "import-auth",
      annotations.placeOf("auth-tls-secret"),
      "its hosts ask clients for certificates, which routes do not; all routes of the hosts answer 403",
      "give the HTTPS listener of these hosts tls.clientValidation, then lead the routes to their services",
    );
    return "hosts";
  },
};
