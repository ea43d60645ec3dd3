import type { RequestRecord, SessionRecord } from "../proxy";

/** The name of an instance by its address. */
type NameOf = (address: string) => string;

export function requestLine(record: RequestRecord, nameOf: NameOf): string {
  const { method, host, path, status, route, instance, reason, milliseconds } = record;
  const who = instance === undefined ? `the proxy${reason === undefined ? "" : `: ${reason}`}` : nameOf(instance);
  const by = route === undefined ? "" : `, route ${route}`;
  return `${status} ${method} ${host}${path} -> ${who}${by}, ${milliseconds.toFixed(1)} ms`;
}

export function sessionLine(record: SessionRecord, nameOf: NameOf): string {
  const { listener, instance, bytesFromClient, bytesToClient, reason } = record;
  const who = instance === undefined ? "no instance" : nameOf(instance);
  const why = reason === undefined ? "" : `, ${reason}`;
  return `${listener.protocol} ${listener.name} -> ${who}, ${bytesFromClient} bytes in, ${bytesToClient} bytes out${why}`;
}
