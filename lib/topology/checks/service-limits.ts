import type { ServiceLimits, ServiceProtocol } from "../model";
import { quoted, quotedList } from "../wording";
import type { Check } from "./check";
import { servicesOf } from "./walk";

const HTTP: readonly ServiceProtocol[] = ["HTTP", "H2C", "GRPC"];

/** What must be spoken for a limit to bound anything. */
const NEEDED: Readonly<Record<keyof ServiceLimits, readonly ServiceProtocol[]>> = {
  connections: HTTP,
  pendingRequests: HTTP,
  pendingTimeout: HTTP,
  connectTimeout: [...HTTP, "TCP", "TLS"],
  keepAliveTimeout: ["HTTP"],
};

/** Limits of a service bound something that it has. */
export const serviceLimits: Check = (subject, report) => {
  for (const { value: service, at } of servicesOf(subject.topology)) {
    const { protocol = "HTTP", limits } = service;
    if (limits === undefined || subject.isUnreadable([...at, "protocol"])) continue;
    for (const field of Object.keys(NEEDED) as (keyof ServiceLimits)[]) {
      if (limits[field] === undefined || NEEDED[field].includes(protocol)) continue;
      const message = `${quoted(field)} bounds nothing where a service speaks ${protocol}`;
      const remedy = `leave it out; it is for services that speak ${quotedList(NEEDED[field], "or")}`;
      report.error([...at, "limits", field], "unused-limit", message, remedy);
    }
  }
};
