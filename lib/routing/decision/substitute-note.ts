import { isRefusal, normalizeHost, splitAbsoluteTarget } from "../target";

/** Where a listener takes requests. */
export interface ListenerPlace {
  readonly name: string;
  readonly scheme: "http" | "https";
  readonly port: number;
}

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * One sentence without its full stop: that the listener which decides is not the one that the URL leads to. A URL without
 * a port is for the one listener of its scheme, whatever its port.
 *
 * @param all - the listeners of which one was chosen
 */
export function substituteNote(url: string, chosen: ListenerPlace, all: readonly ListenerPlace[]): string | undefined {
  const absolute = splitAbsoluteTarget(url);
  if (absolute === undefined) return undefined;
  const { scheme, authority } = absolute;
  const host = normalizeHost(authority);
  const written = isRefusal(host) ? undefined : host.port;
  const asked = { scheme, port: written ?? DEFAULT_PORTS[scheme] };
  if (scheme === chosen.scheme) {
    if (asked.port === chosen.port) return undefined;
    if (written === undefined && all.filter((one) => one.scheme === scheme).length === 1) return undefined;
  }
  return `no listener takes ${spell(asked)}: "${chosen.name}" decides in its place, which takes ${spell(chosen)}`;
}

function spell({ scheme, port }: Pick<ListenerPlace, "scheme" | "port">): string {
  return `${scheme.toUpperCase()} on port ${port}`;
}
