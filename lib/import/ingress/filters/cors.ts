import type { Cors } from "../../../topology";
import { type AnnotationFilter, NOTHING } from "./annotation-filter";
import { countOf, listed } from "./lists";

/** The controller's defaults. */
const METHODS = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
const HEADERS =
  "DNT, Keep-Alive, User-Agent, X-Requested-With, If-Modified-Since, Cache-Control, Content-Type, Range, Authorization";
const MAX_AGE = 1_728_000;

const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/;
const ORIGIN = /^https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;

/** Which origins may read responses. */
export const cors: AnnotationFilter = {
  reads: [
    "enable-cors",
    ...["origin", "methods", "headers", "credentials"].map((what) => `cors-allow-${what}`),
    "cors-expose-headers",
    "cors-max-age",
  ],
  translate({ annotations, remarks }) {
    if (!annotations.isOn("enable-cors")) return NOTHING;
    const asked = listed(annotations.get("cors-allow-origin") ?? "*");
    const all = asked.includes("*");
    const allowOrigins = all ? ["*"] : asked.filter((origin) => ORIGIN.test(origin));
    if (!all && allowOrigins.length < asked.length) {
      remarks.changed(
        "import-cors",
        annotations.placeOf("cors-allow-origin"),
        "of the origins those are kept that are one each: a wildcard stood for one label and would stand for several",
        "add the others one by one, or with a wildcard where every label below may read the responses",
      );
    }
    if (allowOrigins.length === 0) return NOTHING;
    const names = (name: string, fallback: string) => listed(annotations.get(name) ?? fallback).filter(isName);
    const exposeHeaders = names("cors-expose-headers", "");
    const filter: Cors = {
      type: "CORS",
      allowOrigins,
      // With credentials "*" stood for itself, and would stand for all.
      allowMethods: names("cors-allow-methods", METHODS).filter((name) => name !== "*"),
      allowHeaders: names("cors-allow-headers", HEADERS).filter((name) => name !== "*"),
      ...(exposeHeaders.length === 0 ? {} : { exposeHeaders }),
      // The controller says "*" and "credentials" together, which browsers refuse: nobody had them so far.
      ...(all || (annotations.get("cors-allow-credentials") ?? "true") !== "true" ? {} : { allowCredentials: true }),
      maxAge: Math.min(2_147_483_647, countOf(annotations.get("cors-max-age")) ?? MAX_AGE),
    };
    return { filters: [filter] };
  },
};

function isName(name: string): boolean {
  return NAME.test(name);
}
