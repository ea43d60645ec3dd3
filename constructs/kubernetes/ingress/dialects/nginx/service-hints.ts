import { carriesHttp, type ServiceFeature, type ServiceHints, type ServiceInput } from "../../../service";
import { hashKey } from "./hash-key";

/** What the controller keeps of a service, though it reads it from the Ingresses that lead to it. */
export function serviceHints({ service }: ServiceInput): ServiceHints {
  const { protocol = "HTTP", sessionAffinity, balancing } = service;
  if (!carriesHttp(protocol)) return { annotations: {}, expressed: [] };
  const isHashed = hashKey(service) !== undefined;
  const isSticky = sessionAffinity?.type === "Cookie";
  const keepsBalancing = balancing === undefined || (isHashed && !isSticky);
  const keepsAffinity = isSticky || (sessionAffinity?.type === "SourceIP" && balancing === undefined && isHashed);
  const expressed: ServiceFeature[] = [
    ...(keepsBalancing ? (["balancing"] as const) : []),
    ...(keepsAffinity ? (["sessionAffinity"] as const) : []),
  ];
  return { annotations: {}, expressed };
}
