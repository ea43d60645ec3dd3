import type { Location } from "../location";
import type { HealthCheck, Service, ServiceProtocol } from "../model";
import type { Draft } from "../structure";
import { quoted } from "../wording";
import type { Check, Report, Subject } from "./check";
import { type Placed, placed, servicesOf } from "./walk";

const OVER_HTTP: readonly ServiceProtocol[] = ["HTTP", "H2C", "GRPC"];
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Balancing, session affinity and health checks are complete, and fit what the service speaks. */
export const servicePolicies: Check = (subject, report) => {
  for (const service of servicesOf(subject.topology)) {
    const known = !subject.isUnreadable([...service.at, "protocol"]);
    const overHttp = !known || OVER_HTTP.includes(service.value.protocol ?? "HTTP");
    checkBalancing(service, overHttp, subject, report);
    checkAffinity(service, overHttp, report);
    checkStatuses(service.value.healthCheck, [...service.at, "healthCheck"], report);
  }
};

function checkBalancing(
  { value: service, at }: Placed<Draft<Service>>,
  overHttp: boolean,
  subject: Subject,
  report: Report,
): void {
  const { algorithm, key } = service.balancing ?? {};
  if (algorithm === undefined) return;
  const place = [...at, "balancing"];
  const hasKey = subject.isPresent(place, "key", key);
  if (algorithm !== "ConsistentHash") {
    if (hasKey) {
      const remedy = 'leave it out, or set the algorithm to "ConsistentHash"';
      report.error([...place, "key"], "unused-key", `"key" has no meaning for ${algorithm}`, remedy);
    }
  } else if (!hasKey) {
    const remedy = 'add "key": "header:NAME", "cookie:NAME", "query:NAME", "source" or "path"';
    report.error(place, "missing-key", "ConsistentHash needs to know what to hash", remedy);
  } else if (key !== undefined) {
    checkKey(key, service, overHttp, [...place, "key"], report);
  }
}

function checkKey(key: string, service: Draft<Service>, overHttp: boolean, at: Location, report: Report): void {
  if (!overHttp && key !== "source") {
    const message = `${quoted(key)} is part of an HTTP request, and the service speaks ${service.protocol}`;
    report.error(at, "needs-http", message, 'write "source"');
  }
  const name = /^(?:header|cookie):(.*)$/s.exec(key)?.[1];
  if (name !== undefined && !TOKEN.test(name)) {
    const remedy = "write letters, digits and !#$%&'*+-.^_`|~ alone";
    report.error(at, "invalid-format", `${quoted(name)} is not the name of a header or cookie`, remedy);
  }
}

function checkAffinity({ value: service, at }: Placed<Draft<Service>>, overHttp: boolean, report: Report): void {
  const affinity = service.sessionAffinity;
  if (affinity?.type === "Cookie" && !overHttp) {
    const message = `a cookie needs HTTP, and the service speaks ${service.protocol}`;
    report.error([...at, "sessionAffinity", "type"], "needs-http", message, 'write "SourceIP"');
  }
  if (affinity?.type === "SourceIP" && affinity.cookieName !== undefined) {
    const remedy = 'leave it out, or set the type to "Cookie"';
    const place = [...at, "sessionAffinity", "cookieName"];
    report.error(place, "unused-cookie-name", "affinity by source address sets no cookie", remedy);
  }
}

function checkStatuses(check: Draft<HealthCheck> | undefined, at: Location, report: Report): void {
  if (check?.type !== "HTTP") return;
  for (const { value: range, at: place } of placed(check.expectedStatuses, [...at, "expectedStatuses"])) {
    const [, low, high] = /^(\d{3})-(\d{3})$/.exec(range) ?? [];
    if (low === undefined || high === undefined || low <= high) continue;
    report.error(place, "empty-range", `${quoted(range)} ends before it starts`, `write "${high}-${low}"`);
  }
}
