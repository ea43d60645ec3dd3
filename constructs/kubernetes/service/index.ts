export { clientAffinity } from "./client-affinity";
export { checkMembers, lowerMembers } from "./endpoint-slices";
export { lowerService, membershipOf, type ServiceInput, type ServiceLowering } from "./lower-service";
export { carriesHttp, portProtocol } from "./protocol";
export type { ServiceFeature, ServiceHints } from "./service-hints";
