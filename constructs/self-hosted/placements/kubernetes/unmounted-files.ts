import { posix } from "node:path";
import { type Diagnostic, type NamedFile, namedFiles, type Topology } from "../../../../lib/topology";
import { isUnknown } from "../../../unknown-values";
import type { KubernetesPlacementProps } from "./kubernetes-props";
import { TLS_FOLDER } from "./pod-template";

/**
 * Files that a Topology names and no Secret of the placement brings into the pod, which the proxy would end for at each
 * start. The keys of a Secret are files of one folder, so that a path into a folder beneath is none of them. A relative
 * path starts from the folder of the ConfigMap, which has the Topology alone.
 */
export function unmountedFiles(
  topology: Topology,
  { tlsSecrets = {} }: KubernetesPlacementProps,
): readonly Diagnostic[] {
  const folders = new Set(Object.keys(tlsSecrets).map((name) => `${TLS_FOLDER}/${name}`));
  return namedFiles(topology)
    .filter(({ file }) => !isUnknown(file) && !folders.has(posix.dirname(posix.normalize(file))))
    .map((named) => ({
      code: "unmounted-file",
      severity: "error",
      path: named.path,
      message: `no Secret brings the file "${named.file}" into the pod, where the proxy would not start without it`,
      remedy: remedyOf(named),
    }));
}

/** What its key in a Secret is called by convention, where there is one, and what does without a file. */
const KINDS: Readonly<Record<NamedFile["holds"], { readonly key: string; readonly instead?: string }>> = {
  certificate: { key: "tls.crt" },
  key: { key: "tls.key" },
  ocsp: { key: "KEY" },
  authorities: { key: "ca.crt" },
  users: { key: "auth", instead: 'write "users" in the place of "usersFile"' },
  page: { key: "KEY", instead: 'write "body" in the place of "file"' },
};

function remedyOf({ holds }: NamedFile): string {
  const { key, instead } = KINDS[holds];
  const remedy = `name a Secret that holds it in tlsSecrets of Placement.kubernetes, under any NAME, and the file as "${TLS_FOLDER}/NAME/${key}"`;
  return instead === undefined ? remedy : `${remedy}; or ${instead}`;
}
