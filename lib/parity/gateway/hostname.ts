import { hostnameCovers } from "../../topology";
import type { Condition } from "../rule";

/** A wildcard is a suffix of one or more labels (Gateway API, `Hostname`). */
export function hostnameCondition(hostname: string): Condition {
  return {
    description: `hostname ${hostname}`,
    holds: ({ target }) => hostnameCovers(hostname, target.hostname),
    found: ({ target }) => target.hostname,
  };
}
