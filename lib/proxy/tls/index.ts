export { LoadedCertificateSet } from "./certificate-set";
export { CertificateBatch, CertificateStore } from "./certificate-store";
export { http2Problem, mayUseHttp2, NO_HTTP2 } from "./http2-agreement";
export { LoadedCertificate } from "./loaded-certificate";
export {
  canTakeUp,
  certificateOptions,
  clientCertificateOf,
  stapleOcsp,
  useCertificates,
} from "./server-options";
export { TicketKeys, type TicketKeysState } from "./ticket-keys";
export { upstreamOptions } from "./upstream-options";
