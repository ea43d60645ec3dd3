import type { Balancing, HealthCheck, Service, SessionAffinity } from "../../topology";
import { textOf } from "../read-yaml";
import type { Remarks } from "../remarks";
import type { KontenaService } from "./setup";

const ALGORITHMS: Readonly<Record<string, Balancing["algorithm"]>> = {
  roundrobin: "RoundRobin",
  source: "SourceHash",
  leastcon: "LeastConnections",
  leastconn: "LeastConnections",
};

/** The cookie that Kontena inserted. */
const COOKIE = "KONTENA_SERVERID";

export function isHttp({ environment }: KontenaService): boolean {
  return (environment.get("KONTENA_LB_MODE") ?? "http") === "http";
}

/** The port that a service's containers listen on. */
export function portOf({ environment }: KontenaService): number {
  return Number(environment.get("KONTENA_LB_INTERNAL_PORT") ?? 80);
}

/** A balanced service, without its members. */
export function serviceOf(service: KontenaService, name: string, remarks: Remarks): Service {
  const balancing = balancingOf(service, remarks);
  const healthCheck = healthCheckOf(service);
  const sessionAffinity = isHttp(service) ? affinityOf(service, remarks) : undefined;
  reportSettings(service, remarks);
  return {
    name,
    ...(isHttp(service) ? {} : { protocol: "TCP" as const }),
    ...(balancing === undefined ? {} : { balancing }),
    ...(healthCheck === undefined ? {} : { healthCheck }),
    ...(sessionAffinity === undefined ? {} : { sessionAffinity }),
  };
}

function balancingOf({ environment, path }: KontenaService, remarks: Remarks): Balancing | undefined {
  const asked = environment.get("KONTENA_LB_BALANCE");
  if (asked === undefined || asked === "" || asked === "roundrobin") return undefined;
  const algorithm = ALGORITHMS[asked];
  if (algorithm === undefined) {
    remarks.changed(
      "import-balancing",
      `${path}.environment.KONTENA_LB_BALANCE`,
      `"${asked}" is no way to balance that is known`,
      "it is in turn now; choose one with Balancing",
    );
    return undefined;
  }
  return { algorithm };
}

/** Kontena checked the URI of the service's own health check, and a connection otherwise and in TCP mode. */
function healthCheckOf(service: KontenaService): HealthCheck | undefined {
  const { healthCheck } = service;
  if (healthCheck === undefined) return { type: "TCP" };
  const port = Number(textOf(healthCheck.port) ?? portOf(service));
  const own = {
    ...(port === portOf(service) ? {} : { port }),
    ...durations(textOf(healthCheck.interval), textOf(healthCheck.timeout)),
  };
  if (!isHttp(service) || textOf(healthCheck.protocol) !== "http") return { type: "TCP", ...own };
  return { type: "HTTP", path: textOf(healthCheck.uri) ?? "/", ...own };
}

function durations(interval: string | undefined, timeout: string | undefined) {
  return {
    ...(interval === undefined ? {} : { interval: `${Number(interval)}s` }),
    ...(timeout === undefined ? {} : { timeout: `${Number(timeout)}s` }),
  };
}

function affinityOf({ environment, path }: KontenaService, remarks: Remarks): SessionAffinity | undefined {
  const line = environment.get("KONTENA_LB_COOKIE");
  if (line === undefined) return undefined;
  const [, name] = /^(?:cookie\s+)?(\S+)/.exec(line.trim()) ?? [];
  if (line.trim() !== "") {
    remarks.changed(
      "import-cookie",
      `${path}.environment.KONTENA_LB_COOKIE`,
      `"${line}" is a line of HAProxy's; of it the cookie's name is kept`,
      "see whether the default suits: a cookie of the session, HttpOnly and SameSite=Lax",
    );
  }
  return { type: "Cookie", cookieName: name ?? COOKIE };
}

function reportSettings({ environment, path }: KontenaService, remarks: Remarks): void {
  if ((environment.get("KONTENA_LB_CUSTOM_SETTINGS") ?? "").trim() === "") return;
  remarks.changed(
    "import-custom-settings",
    `${path}.environment.KONTENA_LB_CUSTOM_SETTINGS`,
    "lines of HAProxy's configuration cannot be carried over",
    "say the same in Portico's words: redirects, header changes and rewrites are filters of a route",
  );
}
