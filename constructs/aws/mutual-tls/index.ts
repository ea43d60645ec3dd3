export { type MutualAuthentication, mutualAuthentication } from "./mutual-authentication";
export { MutualTls, type TrustBundle, type VerifiedClients } from "./mutual-tls";
