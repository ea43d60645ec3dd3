import type { Finding } from "../finding";

/** A part of a service that an ingress class may keep where a Service alone cannot. */
export type ServiceFeature = "balancing" | "memberWeights" | "healthCheck" | "sessionAffinity" | "drain";

/** What an ingress class takes from a Service beyond the standard. */
export interface ServiceHints {
  readonly annotations: Readonly<Record<string, string>>;
  /** What the annotations, or the class's own resources, keep. */
  readonly expressed: readonly ServiceFeature[];
  readonly findings?: readonly Finding[];
}
