export { LoadedCertificateSet } from "./certificate-set";
export { CertificateBatch, CertificateStore, tlsFiles } from "./certificate-store";
export { LoadedCertificate } from "./loaded-certificate";
export {
  type CertifiedServer,
  canTakeUp,
  certificateOptions,
  clientCertificateOf,
  stapleOcsp,
  useCertificates,
} from "./server-options";
export { newTicketKeys } from "./ticket-keys";
export { upstreamOptions } from "./upstream-options";
