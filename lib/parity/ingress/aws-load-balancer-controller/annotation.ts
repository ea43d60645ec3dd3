import { type Block, blocks } from "../../terraform";
import type { Ingress } from "../ingress";

const PREFIX = "alb.ingress.kubernetes.io/";

/** An annotation of the controller, by its name after the prefix. */
export function annotation({ annotations }: Ingress, name: string): string | undefined {
  return annotations[`${PREFIX}${name}`];
}

/** What an annotation's JSON holds: a list, or one entry. */
export function jsonAnnotation(ingress: Ingress, name: string): readonly Block[] {
  const written = annotation(ingress, name);
  return written === undefined ? [] : blocks(JSON.parse(written));
}
