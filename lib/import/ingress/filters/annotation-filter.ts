import type { Filter } from "../../../topology";
import type { Remarks } from "../../remarks";
import type { SecretFile } from "../../users";
import type { NginxAnnotations } from "../annotations";
import type { IngressDocument } from "../documents";
import type { Secrets } from "../secrets";
import type { FoundServices } from "../services";

/** An Ingress whose annotations are to become filters, and what they may refer to. */
export interface Asked {
  readonly ingress: IngressDocument;
  readonly annotations: NginxAnnotations;
  readonly secrets: Secrets;
  readonly services: FoundServices;
  readonly remarks: Remarks;
}

/** What the routes of an Ingress get. */
export interface Translated {
  readonly filters: readonly Filter[];
  readonly files?: readonly SecretFile[];
}

/**
 * What protected the routes of an Ingress cannot be said, so that nobody may pass; where it protected its hosts as a
 * whole, by any route of them.
 */
export type Closes = "routes" | "hosts";

/** Annotations that become filters. A new kind is a file of its own and a line in the index. */
export interface AnnotationFilter {
  /** Names of those that it reads. */
  readonly reads: readonly string[];
  translate(asked: Asked): Translated | Closes;
}

export const NOTHING: Translated = { filters: [] };
