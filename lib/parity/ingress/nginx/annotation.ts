import type { Ingress } from "../ingress";

/** An annotation of ingress-nginx, by its name after the prefix. */
export function annotation({ annotations }: Ingress, name: string): string | undefined {
  return annotations[`nginx.ingress.kubernetes.io/${name}`];
}
