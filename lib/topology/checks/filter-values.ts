import type { Location } from "../location";
import type { FixedResponse, RequestHeaderModifier, RequestRedirect, ResponseHeaderModifier } from "../model";
import type { Draft } from "../structure";
import { quoted } from "../wording";
import type { Check, Report, Subject } from "./check";
import { placed } from "./walk";

/** Fields that say where a message ends and how a connection goes on (RFC 9110 section 7.6.1, RFC 9112 section 6). */
const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Statuses whose responses have no content (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5). */
const WITHOUT_CONTENT: readonly number[] = [204, 205, 304];

/** Each filter by itself can do what it says. */
export const filterValues: Check = (subject, report) => {
  for (const { value: route, at } of subject.routes) {
    for (const { value: filter, at: place } of placed(route.filters, [...at, "filters"])) {
      if (filter.type === "RequestHeaderModifier" || filter.type === "ResponseHeaderModifier") {
        checkFields(filter, place, report);
      } else if (filter.type === "RequestRedirect") {
        checkRedirect(filter, place, subject, report);
      } else if (filter.type === "FixedResponse") {
        checkContent(filter, place, report);
      } else if (filter.type === "ForwardAuth") {
        for (const { value: name, at: nameAt } of placed(filter.responseHeaders, [...place, "responseHeaders"])) {
          checkField(name, nameAt, true, report);
        }
      }
    }
  }
};

function checkFields(
  filter: Draft<RequestHeaderModifier | ResponseHeaderModifier>,
  at: Location,
  report: Report,
): void {
  for (const action of ["set", "add", "remove"] as const) {
    const seen = new Set<string>();
    for (const { value, at: place } of placed<string | { readonly name?: string | undefined }>(filter[action], [
      ...at,
      action,
    ])) {
      const name = typeof value === "string" ? value : value.name;
      if (name === undefined) continue;
      const nameAt = typeof value === "string" ? place : [...place, "name"];
      checkField(name, nameAt, filter.type === "RequestHeaderModifier", report);
      if (action !== "add" && seen.has(name.toLowerCase())) {
        report.error(
          nameAt,
          "duplicate-header",
          `a second entry for ${quoted(name)} in "${action}"`,
          "keep one of the two",
        );
      }
      seen.add(name.toLowerCase());
    }
  }
}

function checkField(name: string, at: Location, ofRequest: boolean, report: Report): void {
  const folded = name.toLowerCase();
  if (CONNECTION_FIELDS.has(folded)) {
    const message = `${quoted(name)} belongs to the connection, and is not for a filter to change`;
    report.error(at, "reserved-header", message, "leave it out");
  } else if (folded === "host" && ofRequest) {
    const remedy = 'use "hostname" of a "URLRewrite" filter instead';
    report.error(at, "reserved-header", `${quoted(name)} names the request's host`, remedy);
  }
}

function checkRedirect(filter: Draft<RequestRedirect>, at: Location, subject: Subject, report: Report): void {
  const changes = (["scheme", "hostname", "path", "port"] as const).some((field) =>
    subject.isPresent(at, field, filter[field]),
  );
  if (changes) return;
  const message = "the redirect changes nothing, so that a client would come back for ever";
  report.error(at, "redirect-to-itself", message, 'add "scheme", "hostname", "port" or "path"');
}

function checkContent({ statusCode, body }: Draft<FixedResponse>, at: Location, report: Report): void {
  if (statusCode === undefined || !WITHOUT_CONTENT.includes(statusCode) || (body ?? "") === "") return;
  report.error([...at, "body"], "body-not-allowed", `a ${statusCode} response has no body`, "leave the body out");
}
