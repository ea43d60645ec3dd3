import { LOAD_CORE, PROXY_CORE } from "./machine/cores";
import type { L7Options } from "./options";
import type { Peer } from "./peers";

/** Installs what is measured beside Portico. */
export const INSTALLER = "scripts/install-bench-peers.sh";

/** What a reader of the table must know. */
export function notesOf(
  { connections, rounds, seconds, log }: L7Options,
  chosen: readonly Pick<Peer, "name" | "version">[],
): readonly string[] {
  const versions = chosen.flatMap((peer) => {
    const version = peer.version();
    return version === undefined ? [] : [`${peer.name} ${version}`];
  });
  const missing = chosen.filter((peer) => peer.version() === undefined).map(({ name }) => name);
  return [
    `Node ${process.versions.node}; ${versions.join(", ")}`,
    ...(missing.length > 0 ? [`not installed: ${missing.join(", ")}; ${INSTALLER} installs them`] : []),
    `${connections} connections, ${rounds} rounds of ${seconds} s; the proxy on core ${PROXY_CORE}, load and service on core ${LOAD_CORE}`,
    log
      ? "requests are logged by portico, nginx and haproxy, and counted by portico"
      : "requests are logged and counted by portico alone",
    `"± %" is half the distance of the rounds' extremes; "× best" is CPU against the better of nginx and HAProxy`,
  ];
}
