import type { Outcome } from "../../engine";

/** Faults of this machine: no descriptor, memory or local port was left, or its own firewall forbids. */
const OWN_FAULTS: ReadonlySet<string | undefined> = new Set([
  "EMFILE",
  "ENFILE",
  "ENOBUFS",
  "ENOMEM",
  "EADDRNOTAVAIL",
  "EACCES",
  "EPERM",
]);

/** What a connection that could not be made says about the instance. */
export function outcomeOf(error: NodeJS.ErrnoException): Outcome {
  return OWN_FAULTS.has(error.code) ? "abandoned" : "unreachable";
}
