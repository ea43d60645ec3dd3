import { ADMIN_PORT } from "./image";
import type { PlacedProxy } from "./placed-proxy";

/**
 * The admin endpoint of a proxy that may share its network with the other tier: the one that routes has the next port.
 * `undefined` leaves it to the image.
 */
export function adminAddress({ tier }: Pick<PlacedProxy, "tier">, edge?: string): string | undefined {
  if (tier === undefined) return edge;
  const [, host = "127.0.0.1", port = String(ADMIN_PORT)] = /^(.+):([0-9]+)$/.exec(edge ?? "") ?? [];
  return `${host}:${Number(port) + 1}`;
}
