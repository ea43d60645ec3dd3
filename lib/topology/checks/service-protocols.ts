import type { Location } from "../location";
import type { ServiceProtocol } from "../model";
import { quoted, quotedList } from "../wording";
import type { Check } from "./check";
import { listenersOf, placed } from "./walk";

const HTTP: readonly ServiceProtocol[] = ["HTTP", "H2C", "GRPC"];
const STREAM: readonly ServiceProtocol[] = ["TCP", "TLS"];
const DATAGRAM: readonly ServiceProtocol[] = ["UDP"];

/** A service speaks what those that lead to it carry. */
export const serviceProtocols: Check = function* (subject, report) {
  const { topology, services } = subject;
  const lead = (name: string | undefined, at: Location, what: string, fitting: readonly ServiceProtocol[]): void => {
    const service = name === undefined ? undefined : services.get(name);
    if (service === undefined) return;
    const { element, index } = service;
    if (element.protocol === undefined && subject.isPresent(["services", index], "protocol", undefined)) return;
    const protocol = element.protocol ?? "HTTP";
    if (fitting.includes(protocol)) return;
    report.error(
      at,
      "protocol-mismatch",
      `service ${quoted(name)} speaks ${protocol}${element.protocol === undefined ? ", the default" : ""}, and ${what}`,
      `set "protocol" of services[${index}] to ${quotedList(fitting, "or")}, or name another service`,
    );
  };

  for (const { value: service, at } of placed(topology.services, ["services"])) {
    const { protocol = "HTTP", tls } = service;
    if (tls === undefined || HTTP.includes(protocol)) continue;
    const message = `a service that speaks ${protocol} gets bytes as they come, and is not spoken to over TLS`;
    const remedy = 'leave "tls" out; a listener of TLS that passes TLS through leaves it to the service';
    report.error([...at, "tls"], "unused-service-tls", message, remedy);
  }
  for (const { value: listener, at } of listenersOf(topology)) {
    if (listener.protocol === "TCP") {
      lead(listener.service, [...at, "service"], "a TCP listener carries streams of bytes", STREAM);
    } else if (listener.protocol === "UDP") {
      lead(listener.service, [...at, "service"], "a UDP listener carries datagrams", DATAGRAM);
    } else if (listener.protocol === "TLS") {
      lead(listener.service, [...at, "service"], "a TLS listener carries streams of bytes", STREAM);
      for (const { value, at: place } of placed(listener.tlsRoutes, [...at, "tlsRoutes"])) {
        lead(value.service, [...place, "service"], "a TLS listener carries streams of bytes", STREAM);
      }
    }
  }
  for (const { value: route, at } of subject.routes) {
    for (const { value, at: place } of placed(route.backends, [...at, "backends"])) {
      lead(value.service, [...place, "service"], "a route carries HTTP requests", HTTP);
    }
    for (const { value, at: place } of placed(route.filters, [...at, "filters"])) {
      if (value.type === "RequestMirror") {
        lead(value.service, [...place, "service"], "a mirror carries HTTP requests", HTTP);
      } else if (value.type === "ForwardAuth") {
        lead(value.service, [...place, "service"], "it is asked over HTTP", ["HTTP"]);
      }
    }
    yield;
  }
};
