import type { Topology } from "../topology";

/** Certificates by name, each in files of its name; nothing where there is none. */
export function certificateFiles(names: readonly string[]): Pick<Topology, "certificates"> {
  if (names.length === 0) return {};
  return { certificates: names.map((name) => ({ name, certFile: `${name}.crt`, keyFile: `${name}.key` })) };
}
