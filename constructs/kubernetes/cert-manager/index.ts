export { type CertManagerProps, issuerAnnotation } from "./cert-manager-props";
export { requestCertificates } from "./request-certificates";
