import type { Location } from "../location";
import type { TlsListener } from "../model";
import type { Draft } from "../structure";
import { quoted } from "../wording";
import type { Check, Report, Subject } from "./check";
import { listenersOf, placed } from "./walk";

/** A TLS listener has the certificates that its mode needs, and somewhere to lead to. */
export const tlsListeners: Check = (subject, report) => {
  for (const { value: listener, at } of listenersOf(subject.topology)) {
    if (listener.protocol !== "TLS") continue;
    checkCertificates(listener, at, subject, report);
    checkDestinations(listener, at, subject, report);
    checkServerNames(listener, at, report);
  }
};

function checkCertificates(listener: Draft<TlsListener>, at: Location, subject: Subject, report: Report): void {
  const mode = subject.isPresent(at, "tls", listener.tls) ? listener.tls?.mode : "Terminate";
  const given = subject.isPresent(at, "certificates", listener.certificates);
  if (mode === "Terminate" && !given) {
    const remedy = 'name one in "certificates", or pass TLS through with "tls": { "mode": "Passthrough" }';
    report.error(at, "missing-certificates", "a TLS listener that terminates TLS needs a certificate", remedy);
  }
  if (mode === "Passthrough") checkUnused(listener, at, report);
  if (mode === "Passthrough" && given) {
    const message = "a TLS listener that passes TLS through has no use for certificates";
    report.error(
      [...at, "certificates"],
      "unused-certificates",
      message,
      'leave them out, or set the mode to "Terminate"',
    );
  }
}

function checkUnused({ tls }: Draft<TlsListener>, at: Location, report: Report): void {
  for (const field of ["policy", "clientValidation"] as const) {
    if (tls?.[field] === undefined) continue;
    const message = `a TLS listener that passes TLS through has no use for "${field}"`;
    report.error([...at, "tls", field], "unused-tls", message, 'leave it out, or set the mode to "Terminate"');
  }
}

function checkDestinations(listener: Draft<TlsListener>, at: Location, subject: Subject, report: Report): void {
  if (subject.isPresent(at, "service", listener.service)) return;
  if (subject.isPresent(at, "tlsRoutes", listener.tlsRoutes) && listener.tlsRoutes?.length !== 0) return;
  report.error(at, "missing-service", "a TLS listener leads nowhere", 'add "service", "tlsRoutes", or both');
}

function checkServerNames(listener: Draft<TlsListener>, at: Location, report: Report): void {
  const seen = new Set<string>();
  for (const route of placed(listener.tlsRoutes, [...at, "tlsRoutes"])) {
    for (const hostname of placed(route.value.hostnames, [...route.at, "hostnames"])) {
      const name = hostname.value.toLowerCase();
      if (seen.has(name)) {
        const message = `${quoted(hostname.value)} is listed twice in this listener`;
        report.error(hostname.at, "duplicate-hostname", message, "keep one of the two");
      }
      seen.add(name);
    }
  }
}
