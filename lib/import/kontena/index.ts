import type { Edge, Listener, Router, Topology } from "../../topology";
import { certificateFiles } from "../certificate-files";
import { ImportError, type Imported, type ImportedMembers } from "../imported";
import { Names } from "../names";
import { readYaml } from "../read-yaml";
import { Remarks } from "../remarks";
import type { SecretFile } from "../users";
import { certificatesOf, ownRoutes, proxyProtocolOf, reportBalancer } from "./balancer";
import { OwnNames } from "./own-names";
import { isTcpClosed } from "./protection";
import { reportOrder, routeOf } from "./routes-of";
import { isHttp, portOf, serviceOf } from "./service-of";
import { isBalanced, isBalancer, type KontenaService, servicesOf } from "./setup";

/** Stands for the balancer of a stack whose balancer is in another one. */
const ELSEWHERE: KontenaService = {
  name: "lb",
  image: "kontena/lb",
  path: "",
  environment: new Map(),
  secrets: new Set(),
  links: [],
  healthCheck: undefined,
};

const TCP_PORT = 5000;

/**
 * A `kontena.yml` whose services are balanced by a Kontena Load Balancer.
 *
 * @throws ImportError where it is none
 */
export function importKontena(text: string): Imported {
  const services = readYaml(text).flatMap(servicesOf);
  const balanced = services.filter(isBalanced);
  const remarks = new Remarks();
  checkPorts(balanced, remarks);
  if (balanced.length === 0) {
    remarks.error(
      "import-empty",
      "",
      "no service is balanced by a Kontena Load Balancer",
      "name a kontena.yml in which services have KONTENA_LB_... variables",
    );
  }
  if (remarks.diagnostics.some(({ severity }) => severity === "error")) throw new ImportError(remarks.diagnostics);
  const names = new Names();
  remarks.changed(
    "import-no-route",
    "",
    "requests that no service took were answered with 503; they get 404",
    "nothing, unless clients tell the two apart",
  );
  const nameOf = new Map(balanced.map((service) => [service, names.take(service.name)]));
  const own: TierNames = { tiers: new Names(), certificates: new Names() };
  const tiers = balancersOf(services, balanced).map(({ balancer, members }) =>
    tierOf(balancer, members, nameOf, own, remarks),
  );
  const certificates = tiers.flatMap(({ certificates: names }) => names);
  const topology: Topology = {
    version: 1,
    edges: tiers.map(({ edge }) => edge).filter(({ listeners }) => listeners.length > 0),
    routers: tiers.flatMap(({ router }) => (router === undefined ? [] : [router])),
    services: balanced.map((service) => serviceOf(service, nameOf.get(service) ?? service.name, remarks)),
    ...certificateFiles(certificates),
  };
  const given: ImportedMembers = { type: "given" };
  return {
    topology,
    members: new Map([...nameOf.values()].map((name) => [name, given])),
    ports: new Map([...nameOf].map(([service, name]) => [name, portOf(service)])),
    files: tiers.flatMap(({ files }) => files),
    remarks: remarks.diagnostics,
  };
}

function checkPorts(balanced: readonly KontenaService[], remarks: Remarks): void {
  for (const { environment, path } of balanced) {
    for (const name of ["KONTENA_LB_INTERNAL_PORT", "KONTENA_LB_EXTERNAL_PORT"]) {
      const value = environment.get(name);
      if (value === undefined || (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535)) continue;
      remarks.error(
        "import-port",
        `${path}.environment.${name}`,
        `"${value}" is no port`,
        "write a number from 1 to 65535",
      );
    }
  }
}

/** Each balancer with the services that are linked to it; one that links to none in this file belongs to the first. */
function balancersOf(services: readonly KontenaService[], balanced: readonly KontenaService[]) {
  const balancers = services.filter(isBalancer);
  const all = balancers.length === 0 ? [ELSEWHERE] : balancers;
  const ownerOf = (service: KontenaService) => all.find(({ name }) => service.links.includes(name)) ?? all[0];
  return all.map((balancer) => ({ balancer, members: balanced.filter((service) => ownerOf(service) === balancer) }));
}

/** A balancer, and what stands behind it. */
interface Tier {
  readonly edge: Edge;
  readonly router: Router | undefined;
  readonly certificates: readonly string[];
  readonly files: readonly SecretFile[];
}

/** Names that the tiers of one file must not share. */
interface TierNames {
  /** Of edges, and of the router of each. */
  readonly tiers: Names;
  readonly certificates: Names;
}

function tierOf(
  balancer: KontenaService,
  services: readonly KontenaService[],
  nameOf: ReadonlyMap<KontenaService, string>,
  own: TierNames,
  remarks: Remarks,
): Tier {
  const http = services.filter(isHttp);
  const tcp = services.filter((service) => !isHttp(service));
  const namesOf = (some: readonly KontenaService[]) => some.map((service) => nameOf.get(service) ?? "");
  const balanced = http.map((service) => routeOf(service, nameOf.get(service) ?? "", remarks));
  const routeNames = new OwnNames(namesOf(http), remarks);
  const routes = [...ownRoutes(balancer, routeNames), ...balanced.map(({ route }) => route)];
  const name = own.tiers.take(balancer.name);
  const certificates = certificatesOf(balancer).map((bundle) => own.certificates.take(`${name}-${bundle}`));
  reportBalancer(balancer, remarks);
  reportOrder(http, remarks);
  const router = routes.length === 0 ? undefined : { name, routes };
  const header = proxyProtocolOf(balancer);
  const listeners: Listener[] = [];
  if (router !== undefined) {
    const listenerNames = new OwnNames(namesOf(tcp), remarks);
    const routed = (wanted: string, port: number) => ({
      name: listenerNames.take(wanted, balancer.path, `the listener on port ${port}`),
      port,
      router: name,
      ...header,
    });
    listeners.push({ protocol: "HTTP", ...routed("http", 80) });
    if (certificates.length > 0) listeners.push({ protocol: "HTTPS", certificates, ...routed("https", 443) });
  }
  for (const service of tcp) {
    if (isTcpClosed(service, remarks)) continue;
    const known = nameOf.get(service) ?? "";
    const port = Number(service.environment.get("KONTENA_LB_EXTERNAL_PORT") ?? TCP_PORT);
    listeners.push({ name: known, port, protocol: "TCP", service: known, ...header });
  }
  return { edge: { name, listeners }, router, certificates, files: balanced.flatMap(({ files }) => files) };
}
