import type { HealthCheck } from "../../../../topology";
import { grpcProbe } from "./grpc-probe";
import { httpProbe } from "./http-probe";
import type { Probe } from "./probe";
import { tcpProbe } from "./tcp-probe";

export type { Probe } from "./probe";

/** The probe that a health check stands for. */
export function createProbe(check: HealthCheck): Probe {
  switch (check.type) {
    case "HTTP":
      return httpProbe(check);
    case "TCP":
      return tcpProbe(check);
    case "GRPC":
      return grpcProbe(check);
  }
}
