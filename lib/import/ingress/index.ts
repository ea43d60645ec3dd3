import type { Filter, Route, Router, Topology } from "../../topology";
import { certificateFiles } from "../certificate-files";
import { ImportError, type Imported } from "../imported";
import { Names } from "../names";
import { readYaml } from "../read-yaml";
import { Remarks } from "../remarks";
import { ingressOf, objectsOf, serviceDocumentOf } from "./documents";
import { type ImportedRoute, routesOf } from "./routes";
import { Secrets, secretOf } from "./secrets";
import { FoundServices } from "./services";
import { settingsOf } from "./settings";

/**
 * Ingresses of one controller, as `kubectl get ingress,service,secret -o yaml` writes them; annotations are read as
 * ingress-nginx reads them.
 *
 * @throws ImportError where there is none
 */
export function importIngress(text: string): Imported {
  const objects = objectsOf(readYaml(text));
  const ingresses = objects.filter(({ kind }) => kind === "Ingress").map(ingressOf);
  if (ingresses.length === 0) {
    throw new ImportError([
      {
        code: "import-empty",
        severity: "error",
        path: "",
        message: "there is no Ingress in the file",
        remedy: "write one: kubectl get ingress,service --all-namespaces -o yaml",
      },
    ]);
  }
  const remarks = new Remarks();
  const services = new FoundServices(
    objects.filter(({ kind }) => kind === "Service").map(serviceDocumentOf),
    new Names(),
    remarks,
  );
  const secrets = new Secrets(objects.filter(({ kind }) => kind === "Secret").map(secretOf), new Names());
  const names = new Names();
  const { routes, files } = routesOf(ingresses, { services, secrets, settings: settingsOf(objects), names, remarks });
  const certificateNames = new Names();
  const certificateOf = new Map<string, string>();
  for (const { secret } of ingresses.flatMap(({ tls }) => tls)) {
    if (secret !== undefined && !certificateOf.has(secret)) certificateOf.set(secret, certificateNames.take(secret));
  }
  const certificates = [...certificateOf.values()];
  const topology: Topology = {
    version: 1,
    ...tables(routes, certificates, names),
    services: services.all.map(({ name, traits }) => ({ name, ...traits })),
    ...certificateFiles(certificates),
  };
  return {
    topology,
    members: new Map(services.all.map(({ name, members }) => [name, members])),
    ports: new Map(services.all.map(({ name, port }) => [name, port])),
    files,
    remarks: remarks.diagnostics,
  };
}

/** One table for both listeners; two where plain HTTP is led to HTTPS, for some hosts at least. */
function tables(
  routes: readonly ImportedRoute[],
  certificates: readonly string[],
  names: Names,
): Pick<Topology, "edges" | "routers"> {
  const main: Router = { name: "ingress", routes: routes.map(({ route }) => route) };
  const http = { name: "http", port: 80, protocol: "HTTP" } as const;
  if (certificates.length === 0) {
    return { edges: [{ name: "edge", listeners: [{ ...http, router: main.name }] }], routers: [main] };
  }
  const https = { name: "https", port: 443, protocol: "HTTPS", certificates, router: main.name } as const;
  const isRedirected = routes.some(({ redirectsToHttps }) => redirectsToHttps);
  const plain: Router = { name: "plain", routes: plainRoutes(routes, names) };
  return {
    edges: [{ name: "edge", listeners: [{ ...http, router: isRedirected ? plain.name : main.name }, https] }],
    routers: isRedirected ? [main, plain] : [main],
  };
}

/** What the controller answers over plain HTTP: one redirect for all hosts that are led to HTTPS as a whole. */
function plainRoutes(routes: readonly ImportedRoute[], names: Names): readonly Route[] {
  const hostOf = ({ route }: ImportedRoute) => route.hostnames?.[0] ?? "";
  const isWhole = (host: string) => routes.every((route) => hostOf(route) !== host || route.redirectsToHttps);
  const whole = new Set(routes.map(hostOf).filter((host) => host !== "" && isWhole(host)));
  const rest = routes.filter((route) => !whole.has(hostOf(route)));
  return [
    ...(whole.size === 0 ? [] : [{ name: names.take("to-https"), hostnames: [...whole], filters: [TO_HTTPS] }]),
    ...rest.map(({ route, redirectsToHttps }) => (redirectsToHttps ? redirected(route) : route)),
  ];
}

const TO_HTTPS: Filter = { type: "RequestRedirect", scheme: "https", port: 443, statusCode: 308 };

function redirected({ name, hostnames, matches }: Route): Route {
  return {
    name,
    ...(hostnames === undefined ? {} : { hostnames }),
    ...(matches === undefined ? {} : { matches }),
    filters: [TO_HTTPS],
  };
}
