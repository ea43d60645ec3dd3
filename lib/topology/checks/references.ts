import type { Location } from "../location";
import { quoted } from "../wording";
import type { Check } from "./check";
import type { Named, NameTable } from "./name-table";
import { listenersOf, placed } from "./walk";

/** Every router, service and certificate that is named exists. */
export const references: Check = function* (subject, report) {
  const { topology, routers, services, certificates } = subject;
  const reference = (table: NameTable<Named>, name: string | undefined, at: Location): void => {
    if (name === undefined || !table.readable || table.get(name) !== undefined) return;
    report.error(at, `unknown-${table.noun}`, `no ${table.noun} ${quoted(name)}`, table.remedyFor(name));
  };

  for (const { value: listener, at } of listenersOf(topology)) {
    if ("router" in listener) reference(routers, listener.router, [...at, "router"]);
    if ("service" in listener) reference(services, listener.service, [...at, "service"]);
    if ("certificates" in listener) {
      for (const { value, at: place } of placed(listener.certificates, [...at, "certificates"])) {
        reference(certificates, value, place);
      }
    }
    if ("tlsRoutes" in listener) {
      for (const { value, at: place } of placed(listener.tlsRoutes, [...at, "tlsRoutes"])) {
        reference(services, value.service, [...place, "service"]);
      }
    }
  }
  for (const { value: service, at } of placed(topology.services, ["services"])) {
    reference(certificates, service.tls?.certificate, [...at, "tls", "certificate"]);
  }
  for (const { value: route, at } of subject.routes) {
    for (const { value, at: place } of placed(route.backends, [...at, "backends"])) {
      reference(services, value.service, [...place, "service"]);
    }
    for (const { value, at: place } of placed(route.filters, [...at, "filters"])) {
      if (value.type === "RequestMirror" || value.type === "ForwardAuth")
        reference(services, value.service, [...place, "service"]);
    }
    yield;
  }
};
