export { clientAffinity } from "./client-affinity";
export { checkMembers, lowerMembers } from "./endpoint-slices";
export { lowerService, membershipOf, type ServiceInput, type ServiceLowering } from "./lower-service";
export { podSelector } from "./pod-selector";
export { carriesHttp, portProtocol } from "./protocol";
export type { ServiceFeature, ServiceHints } from "./service-hints";
export type { ServiceOptions } from "./service-options";
