import type {
  Certificate,
  Filter,
  HealthCheck,
  HttpsListener,
  Listener,
  Route,
  Service,
  TlsListener,
  Topology,
} from "../topology";

/** A Topology that one machine can serve, and what of it is another than in the original. */
export interface StandIns {
  readonly topology: Topology;
  /** A line for each difference that a client could notice. */
  readonly notes: readonly string[];
}

/** What of a Topology's files is on this machine, and what stands for the others. */
export interface LocalFiles {
  /** Whether a certificate can be used. */
  hasCertificate(certificate: Certificate): boolean;
  /** Whether a file can be read. */
  hasFile(file: string): boolean;
  /** A certificate of that name for these hosts. */
  certificate(name: string, hostnames: readonly string[]): Certificate;
  /** A file with one user. */
  usersFile(): string;
  /** Who that is, and his password. */
  readonly user: { readonly name: string; readonly password: string };
}

/**
 * Puts what one machine has in the place of what it has not: secrets made for development, and services that speak
 * HTTP/1.1 as echo services do.
 */
export function withStandIns(topology: Topology, files: LocalFiles): StandIns {
  const notes: string[] = [];
  const { certificates: _, ...rest } = topology;
  const edges = (topology.edges ?? []).map((edge) => ({
    ...edge,
    listeners: edge.listeners.map((listener) => listenerHere(edge.name, listener, files, notes)),
  }));
  const certificates = certificatesHere(topology, files, notes);
  const routers = topology.routers?.map((router) => ({
    ...router,
    routes: router.routes.map((route) => routeHere(route, files, notes)),
  }));
  return {
    topology: {
      ...rest,
      edges,
      ...(routers === undefined ? {} : { routers }),
      services: (topology.services ?? []).map((service) => serviceHere(service, notes)),
      ...(certificates.length === 0 ? {} : { certificates }),
    },
    notes,
  };
}

type TlsEnd = HttpsListener | TlsListener;

/** All certificates that listeners name, be they of the Topology or of the platform's own. */
function certificatesHere(topology: Topology, files: LocalFiles, notes: string[]): readonly Certificate[] {
  const ends = (topology.edges ?? []).flatMap(({ listeners }) => listeners.filter(endsTls));
  const names = [...new Set(ends.flatMap(({ certificates = [] }) => certificates))];
  return names.map((name) => {
    const own = topology.certificates?.find((certificate) => certificate.name === name);
    if (own !== undefined && files.hasCertificate(own)) return own;
    const users = ends.filter(({ certificates = [] }) => certificates.includes(name));
    const hostnames = [...new Set(users.flatMap((end) => hostnamesOf(end, topology)))].sort();
    notes.push(`certificate ${name} is one for development here, which no browser trusts: the real one is not here`);
    return files.certificate(name, hostnames);
  });
}

function endsTls(listener: Listener): listener is TlsEnd {
  return listener.protocol === "HTTPS" || listener.protocol === "TLS";
}

function hostnamesOf(listener: TlsEnd, { routers = [] }: Topology): readonly string[] {
  if (listener.protocol === "TLS") return (listener.tlsRoutes ?? []).flatMap(({ hostnames }) => hostnames);
  const router = routers.find(({ name }) => name === listener.router);
  const own = router?.hostnames ?? [];
  return [...own, ...(router?.routes ?? []).flatMap(({ hostnames = [] }) => hostnames)].map((name) =>
    name.toLowerCase(),
  );
}

/** The issuers of clients' certificates are looked up; without them nobody could be told from anybody. */
function listenerHere(edge: string, listener: Listener, files: LocalFiles, notes: string[]): Listener {
  if (!endsTls(listener) || listener.tls?.clientValidation === undefined) return listener;
  const { clientValidation, ...tls } = listener.tls;
  if (files.hasFile(clientValidation.caFile)) return listener;
  notes.push(`${edge}/${listener.name} asks no client for a certificate here: ${clientValidation.caFile} is not here`);
  return { ...listener, tls } as Listener;
}

function routeHere(route: Route, files: LocalFiles, notes: string[]): Route {
  const { filters } = route;
  return filters === undefined
    ? route
    : { ...route, filters: filters.map((filter) => filterHere(route.name, filter, files, notes)) };
}

function filterHere(route: string, filter: Filter, files: LocalFiles, notes: string[]): Filter {
  switch (filter.type) {
    case "BasicAuth": {
      if (filter.usersFile === undefined || files.hasFile(filter.usersFile)) return filter;
      const { name, password } = files.user;
      notes.push(`route ${route} lets ${name} in with the password ${password} here: ${filter.usersFile} is not here`);
      return { ...filter, usersFile: files.usersFile() };
    }
    case "ErrorPages":
      return {
        ...filter,
        pages: filter.pages.map((page) => {
          if (page.file === undefined || files.hasFile(page.file)) return page;
          const { file, ...rest } = page;
          notes.push(`route ${route} has no page for ${page.statuses.join(", ")} here: ${file} is not here`);
          return { ...rest, body: `${file} is not on this machine` };
        }),
      };
    case "ForwardAuth":
      notes.push(`route ${route} lets everybody in here: ${filter.service} is an echo service, which says yes to all`);
      return filter;
    default:
      return filter;
  }
}

function serviceHere({ healthCheck, tls, ...service }: Service, notes: string[]): Service {
  if (tls !== undefined) notes.push(`service ${service.name} is spoken to without TLS here`);
  const checked = healthCheck === undefined ? service : { ...service, ...healthCheckHere(healthCheck) };
  if (service.protocol !== "GRPC" && service.protocol !== "H2C") return checked;
  notes.push(`service ${service.name} speaks HTTP/1.1 here, in place of ${service.protocol}`);
  const { protocol: _, ...plain } = checked;
  return plain;
}

/** An echo service answers every path with 200 on its one port, and knows no gRPC. */
function healthCheckHere(healthCheck: HealthCheck): Pick<Service, "healthCheck"> {
  if (healthCheck.type === "GRPC") return {};
  const { port: _, ...onMemberPort } = healthCheck;
  if (onMemberPort.type === "TCP") return { healthCheck: onMemberPort };
  const { expectedStatuses: __, ...check } = onMemberPort;
  return { healthCheck: check };
}
