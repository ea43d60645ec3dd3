export {
  AcmCertificate,
  type CertificateRequest,
  type IAcmCertificate,
  requestedCertificates,
} from "./acm-certificate";
export { RequestedCertificate } from "./requested-certificate";
export { checkTlsPolicy, DEFAULT_TLS_POLICY, type TlsPolicy, tlsPolicyName } from "./tls-policy";
