import type { Service } from "../../../lib/topology";
import type { ContainerWorkload } from "../../values";
import type { WorkloadOptions } from "./workload-options";

/** A service's workload, with what its lowering needs of the service and the platform. Holds no tokens. */
export interface WorkloadInput {
  readonly service: Service;
  readonly port: number;
  readonly workload: ContainerWorkload;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: WorkloadOptions;
}
