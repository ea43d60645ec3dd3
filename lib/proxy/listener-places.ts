import type { ListenerAddress } from "./options";

/** Where listeners are bound, as one line: `edge/http HTTP 0.0.0.0:8080, ...`. */
export function listenerPlaces(addresses: readonly ListenerAddress[]): string {
  const places = addresses.map(({ edge, listener, protocol, address, port }) => {
    const host = address.includes(":") ? `[${address}]` : address;
    return `${edge}/${listener} ${protocol} ${host}:${port}`;
  });
  return places.length === 0 ? "no listeners yet" : places.join(", ");
}
