import type { Cors } from "../../../../topology";
import type { RoutedRequest } from "../../../engine";
import { addToList, removeFields } from "../../fields";
import type { FilterCompiler } from "../filter-compiler";
import { Origins } from "./origins";

/** What the proxy alone says about origins on a route with this filter. */
const OF_THE_SERVICE: ReadonlySet<string> = new Set([
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-expose-headers",
]);

/** Methods that need no leave (Fetch section 4.9). */
const SAFELISTED = ["GET", "HEAD", "POST"];
const DEFAULT_MAX_AGE = 5;

export const compileCors: FilterCompiler<Cors> = (filter) => {
  const { exposeHeaders = [], allowCredentials = false } = filter;
  const origins = new Origins(filter.allowOrigins);
  const exposed = (allowCredentials ? exposeHeaders.filter(isName) : exposeHeaders).join(", ");

  const describe = (fields: string[], request: RoutedRequest): void => {
    const origin = request.header("origin");
    // A cache must not give one origin's answer to another, nor to a request that has none.
    const depends = !origins.any || allowCredentials;
    if (depends) addToList(fields, "Vary", "Origin");
    if (origin === undefined || !origins.allow(origin)) return;
    fields.push("Access-Control-Allow-Origin", depends ? origin : "*");
    if (allowCredentials) fields.push("Access-Control-Allow-Credentials", "true");
    if (exposed !== "" && !isPreflight(request)) fields.push("Access-Control-Expose-Headers", exposed);
  };

  return {
    answer(request) {
      if (!isPreflight(request)) return undefined;
      return { status: 204, fields: preflightFields(filter, origins, request), body: "" };
    },
    shape(fields, _status, request) {
      removeFields(fields, OF_THE_SERVICE);
      describe(fields, request);
      return undefined;
    },
    ownAnswer(answer, request) {
      const fields = [...answer.fields];
      // Another service may have given it, as one that says who may pass.
      removeFields(fields, OF_THE_SERVICE);
      describe(fields, request);
      return { ...answer, fields };
    },
  };
};

/** What is beside the origin in the answer to a preflight request; nothing for an origin that is not allowed. */
function preflightFields(filter: Cors, origins: Origins, request: RoutedRequest): string[] {
  const { allowMethods = [], allowHeaders = [], allowCredentials = false, maxAge = DEFAULT_MAX_AGE } = filter;
  const fields: string[] = [];
  const wantedMethod = request.header("access-control-request-method") ?? "";
  const wantedHeaders = request.header("access-control-request-headers") ?? "";
  const echoes = allowCredentials && [...allowMethods, ...allowHeaders].includes("*");
  if (echoes) fields.push("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
  if (!origins.allow(request.header("origin") ?? "")) return fields;
  // With credentials `*` has no special meaning to browsers: what was asked for stands in its place.
  const anyMethod = allowCredentials ? wantedMethod : "*";
  const anyHeader = allowCredentials ? wantedHeaders : everyField(allowHeaders, wantedHeaders);
  const methods = allowed([...SAFELISTED, ...allowMethods], anyMethod);
  const headers = allowed(allowHeaders, anyHeader);
  fields.push("Access-Control-Allow-Methods", methods);
  if (headers !== "") fields.push("Access-Control-Allow-Headers", headers);
  fields.push("Access-Control-Max-Age", String(maxAge));
  return fields;
}

function allowed(names: readonly string[], any: string): string {
  return names.includes("*") ? any : [...new Set(names)].join(", ");
}

/** To browsers `*` is every field but one, which has to be named beside it (Fetch, non-wildcard request-header name). */
function everyField(names: readonly string[], wanted: string): string {
  const asked = [...names, ...wanted.split(",")].some((name) => name.trim().toLowerCase() === "authorization");
  return asked ? "*, Authorization" : "*";
}

function isPreflight(request: RoutedRequest): boolean {
  if (request.method !== "OPTIONS") return false;
  return request.header("origin") !== undefined && request.header("access-control-request-method") !== undefined;
}

function isName(name: string): boolean {
  return name !== "*";
}
