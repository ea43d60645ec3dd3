import type { LogicalService } from "../../../logical-service";
import type { Findings } from "../../findings";
import { targetMembers } from "./address-members";
import { AddressTargets } from "./address-targets";
import type { Targets } from "./targets";

/** The members of a service as targets; what cannot be one is reported. */
export function targetsOf(service: LogicalService, findings: Findings): Targets {
  const { members, port } = service.props;
  return new AddressTargets(targetMembers(members, port, findings));
}
