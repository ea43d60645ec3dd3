import type { IncomingMessage, ServerResponse } from "node:http";
import type { ForwardAuth, Service } from "../../../../lib/topology";
import { startInstance } from "../../support/instances";
import { membersOf } from "../../support/proxies";
import { startFiltered } from "./support";

/** A proxy whose only filter asks a service of these members. */
export function startGuarded(members: Service["members"] & object, options: Partial<ForwardAuth> = {}) {
  const filter: ForwardAuth = { type: "ForwardAuth", service: "guard", ...options };
  return startFiltered([filter], undefined, { services: [{ name: "guard", members }] });
}

/** One that asks an instance of the test's own, and what that instance was asked. */
export async function startGuardedBy(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  options: Partial<ForwardAuth> = {},
) {
  const asked: IncomingMessage[] = [];
  const guard = await startInstance((request, response) => {
    asked.push(request);
    handler(request, response);
  });
  return { asked, ...(await startGuarded(membersOf(guard), options)) };
}
