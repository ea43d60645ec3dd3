import type { HttpListener, HttpsListener, Listener, Topology } from "../../topology";
import { type AbsoluteTarget, isRefusal, normalizeHost } from "../target";
import type { ListenerPlace } from "./substitute-note";

export type WebListener = HttpListener | HttpsListener;

interface Place {
  readonly edge: string;
  readonly listener: WebListener;
}

const PROTOCOLS = { http: "HTTP", https: "HTTPS" } as const;
const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * The listener that gets a request: the one named, else the first of the URL's scheme and port, else the first of its
 * scheme, else the first for HTTP or HTTPS.
 *
 * @param name `NAME` or `EDGE/NAME`
 * @throws RangeError where no listener for HTTP or HTTPS has that name
 */
export function chooseListener(
  topology: Topology,
  url: AbsoluteTarget | undefined,
  name: string | undefined,
): WebListener | undefined {
  const places = webListeners(topology);
  if (name !== undefined) return namedListener(places, name);
  const listeners = places.map(({ listener }) => listener);
  if (url === undefined) return listeners[0];
  const ofScheme = listeners.filter(({ protocol }) => protocol === PROTOCOLS[url.scheme]);
  const port = portOf(url);
  return ofScheme.find((listener) => listener.port === port) ?? ofScheme[0] ?? listeners[0];
}

/** Where the listeners for HTTP and HTTPS take requests. */
export function listenerPlaces(topology: Topology): readonly ListenerPlace[] {
  return webListeners(topology).map(({ listener }) => placeOf(listener));
}

export function placeOf(listener: WebListener): ListenerPlace {
  return { name: listener.name, scheme: schemeOf(listener), port: listener.port };
}

export function schemeOf(listener: WebListener): "http" | "https" {
  return listener.protocol === "HTTP" ? "http" : "https";
}

/** The Host that a client sends for a URL: its authority, without the port that is the scheme's default. */
export function hostOf({ scheme, authority }: AbsoluteTarget): string {
  const port = `:${DEFAULT_PORTS[scheme]}`;
  return authority.endsWith(port) ? authority.slice(0, -port.length) : authority;
}

function portOf({ scheme, authority }: AbsoluteTarget): number {
  const host = normalizeHost(authority);
  return isRefusal(host) || host.port === undefined ? DEFAULT_PORTS[scheme] : host.port;
}

function webListeners({ edges = [] }: Topology): readonly Place[] {
  return edges.flatMap((edge) =>
    edge.listeners.filter(isWebListener).map((listener) => ({ edge: edge.name, listener })),
  );
}

function isWebListener(listener: Listener): listener is WebListener {
  return listener.protocol === "HTTP" || listener.protocol === "HTTPS";
}

function namedListener(places: readonly Place[], name: string): WebListener {
  const place = places.find(({ edge, listener }) => listener.name === name || `${edge}/${listener.name}` === name);
  if (place !== undefined) return place.listener;
  const known = places.map(({ edge, listener }) => `"${edge}/${listener.name}"`).join(", ");
  throw new RangeError(`no HTTP or HTTPS listener "${name}"; ${known === "" ? "there is none" : `there is ${known}`}`);
}
