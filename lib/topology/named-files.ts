import type { Filter, Topology } from "./model";
import type { Draft } from "./structure";

/** A file that a Topology names. */
export interface NamedFile {
  /** Where in the Topology, as a JSON path. */
  readonly path: string;
  /** As it is written there: a relative path starts from the Topology's folder. */
  readonly file: string;
  readonly holds: FileContent;
}

/**
 * What a file holds: a certificate, its key or its OCSP response; the certificates of those who issue others
 * (`authorities`); the users of BasicAuth; a page of ErrorPages.
 */
export type FileContent = "certificate" | "key" | "ocsp" | "authorities" | "users" | "page";

/**
 * Every file that a Topology names, in its order, and as often as it is named. The proxy does not run the Topology
 * without them.
 */
export function namedFiles(topology: Draft<Topology>): readonly NamedFile[] {
  return [...certificateFiles(topology), ...authorityFiles(topology), ...routeFiles(topology)];
}

function certificateFiles({ certificates = [] }: Draft<Topology>): readonly NamedFile[] {
  return certificates.flatMap((certificate, index) => [
    ...named(`certificates[${index}].certFile`, certificate?.certFile, "certificate"),
    ...named(`certificates[${index}].keyFile`, certificate?.keyFile, "key"),
    ...named(`certificates[${index}].ocspFile`, certificate?.ocspFile, "ocsp"),
  ]);
}

/** The certificates of those who issue the certificates of clients and of instances. */
function authorityFiles({ edges = [], services = [] }: Draft<Topology>): readonly NamedFile[] {
  return [
    ...edges.flatMap((edge, e) =>
      (edge?.listeners ?? []).flatMap((listener, l) => {
        const tls = listener !== undefined && "tls" in listener ? listener.tls : undefined;
        const path = `edges[${e}].listeners[${l}].tls.clientValidation.caFile`;
        return named(path, tls?.clientValidation?.caFile, "authorities");
      }),
    ),
    ...services.flatMap((service, s) => named(`services[${s}].tls.caFile`, service?.tls?.caFile, "authorities")),
  ];
}

function routeFiles({ routers = [] }: Draft<Topology>): readonly NamedFile[] {
  return routers.flatMap((router, routerIndex) =>
    (router?.routes ?? []).flatMap((route, routeIndex) =>
      (route?.filters ?? []).flatMap((filter, index) =>
        filesOfFilter(filter, `routers[${routerIndex}].routes[${routeIndex}].filters[${index}]`),
      ),
    ),
  );
}

function filesOfFilter(filter: Draft<Filter> | undefined, at: string): readonly NamedFile[] {
  if (filter?.type === "BasicAuth") return named(`${at}.usersFile`, filter.usersFile, "users");
  if (filter?.type !== "ErrorPages") return [];
  return (filter.pages ?? []).flatMap((page, index) => named(`${at}.pages[${index}].file`, page?.file, "page"));
}

function named(path: string, file: string | undefined, holds: FileContent): readonly NamedFile[] {
  return file === undefined ? [] : [{ path, file, holds }];
}
