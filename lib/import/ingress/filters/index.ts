import type { AnnotationFilter, Asked, Closes, Translated } from "./annotation-filter";
import { basicAuth } from "./basic-auth";
import { bodySize } from "./body-size";
import { clientCertificates } from "./client-certificates";
import { compression } from "./compression";
import { cors } from "./cors";
import { errorPages } from "./error-pages";
import { forwardAuth } from "./forward-auth";
import { ipAccess } from "./ip-access";
import { mirror } from "./mirror";
import { otherControllers } from "./other-controllers";
import { rateLimit } from "./rate-limit";
import { satisfy } from "./satisfy";
import { snippets } from "./snippets";

const KINDS: readonly AnnotationFilter[] = [
  ipAccess,
  rateLimit,
  cors,
  bodySize,
  basicAuth,
  forwardAuth,
  clientCertificates,
  satisfy,
  snippets,
  otherControllers,
  mirror,
  errorPages,
  compression,
];

/** Names of the annotations that are read here. */
export const FILTER_ANNOTATIONS: readonly string[] = KINDS.flatMap(({ reads }) => reads);

/** The filters of an Ingress's routes. */
export interface IngressFilters extends Required<Translated> {
  /** Whether nobody may pass. */
  readonly closes: Closes | undefined;
}

/** What the annotations of an Ingress do to its requests. All of them are read, so that all is said at once. */
export function filtersOf(asked: Asked): IngressFilters {
  const all = KINDS.map((kind) => kind.translate(asked));
  const translated = all.filter((one) => typeof one !== "string");
  return {
    filters: translated.flatMap(({ filters }) => filters),
    files: translated.flatMap(({ files = [] }) => files),
    closes: (["hosts", "routes"] as const).find((closes) => all.includes(closes)),
  };
}
