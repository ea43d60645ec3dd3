import type { Compression, Cors, ErrorPages } from "../../../topology";
import { answers, type Describe, inWords, type Passage, passes } from "./effect";

/** A preflight request is answered; of others the browser learns whether a page may read the response. */
export const cors: Describe<Cors> = (filter, passage) => {
  const origin = passage.header("origin");
  if (origin === undefined) return passes("the request names no Origin, so that it comes from no other site");
  const may = isAllowed(filter, origin);
  if (isPreflight(passage)) return answers(204, preflight(filter, passage, origin, may));
  return passes(
    may
      ? `pages of ${origin} may read the response${filter.allowCredentials === true ? ", and use credentials" : ""}`
      : `pages of ${origin} may not read the response; the service gets the request all the same`,
  );
};

function preflight({ allowMethods = [], allowHeaders = [] }: Cors, { header }: Passage, origin: string, may: boolean) {
  if (!may) return `tells the browser that pages of ${origin} may not ask`;
  const method = header("access-control-request-method") ?? "";
  const isFree = ["GET", "HEAD", "POST"].includes(method);
  if (!isFree && !allowMethods.includes("*") && !allowMethods.includes(method)) {
    return `tells the browser that pages of ${origin} may not use ${method}`;
  }
  const known = allowHeaders.map((name) => name.toLowerCase());
  const refused = (header("access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !known.includes("*") && !known.includes(name.toLowerCase()));
  return refused.length === 0
    ? `tells the browser that pages of ${origin} may use ${method}`
    : `tells the browser that pages of ${origin} may not send ${inWords(refused, "and")}`;
}

function isPreflight({ request, header }: Passage): boolean {
  return request.method === "OPTIONS" && header("access-control-request-method") !== undefined;
}

function isAllowed({ allowOrigins }: Cors, origin: string): boolean {
  return allowOrigins.some((allowed) => {
    const [start, end] = allowed.toLowerCase().split("://*.");
    if (start === undefined || end === undefined) return allowed === "*" || allowed.toLowerCase() === origin;
    const labels = origin.slice(start.length + "://".length, -`.${end}`.length);
    return origin === `${start}://${labels}.${end}` && /^[a-z0-9_.-]+$/.test(labels);
  });
}

export const errorPages: Describe<ErrorPages> = ({ pages }, { answered, decision }) => {
  const status = answered ?? decision.status;
  if (status !== null) {
    const fits = pages.some(({ statuses }) => statuses.some((range) => isIn(range, status)));
    return passes(fits ? `the answer ${status} gets a page as its body` : `there is no page for ${status}`);
  }
  const all = [...new Set(pages.flatMap(({ statuses }) => statuses))];
  return passes(`responses of ${inWords(all, "and")} get a page as their body`);
};

/** Redirects and answers below 400 have no page. */
function isIn(range: string, status: number): boolean {
  const [low = "", high = low] = range.split("-");
  return Number(low) <= status && status <= Number(high);
}

export const compression: Describe<Compression> = ({ algorithms = ["zstd", "br", "gzip"] }, { header }) => {
  const accepted = (header("accept-encoding") ?? "")
    .split(",")
    .filter((entry) => !/;\s*q=0(?:\.0*)?\s*$/i.test(entry))
    .map((entry) => entry.split(";")[0]?.trim().toLowerCase() ?? "");
  const usable = algorithms.filter((name) => accepted.includes(name) || accepted.includes("*"));
  return passes(
    usable.length === 0
      ? `the client does not take ${inWords(algorithms, "or")}, so that responses stay as they are`
      : `compresses responses whose type and length allow it, with ${inWords(usable, "or")}`,
  );
};
