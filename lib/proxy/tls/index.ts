export { LoadedCertificate, LoadedCertificateSet } from "./certificate-set";
export { CertificateBatch, CertificateStore } from "./certificate-store";
export { type CertifiedServer, certificateOptions, useCertificates } from "./server-options";
