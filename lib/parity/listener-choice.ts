import type { DecisionRequest } from "../routing";
import { destinationOf, type Scheme } from "./request";

/** A listener that takes HTTP or HTTPS. */
export interface WebListener {
  readonly name: string;
  readonly edge: string;
  readonly scheme: Scheme;
  readonly port: number;
}

/**
 * The listener that gets a request: the one named, else the first of the URL's scheme and port, else the first of its
 * scheme, else the first.
 *
 * @throws RangeError where the request names a listener that is not there
 */
export function chooseListener<L extends WebListener>(
  listeners: readonly L[],
  request: DecisionRequest,
): L | undefined {
  const name = request.listener;
  if (name !== undefined) {
    const named = listeners.find((listener) => listener.name === name || `${listener.edge}/${listener.name}` === name);
    if (named !== undefined) return named;
    const known = listeners.map((listener) => `"${listener.edge}/${listener.name}"`).join(", ");
    throw new RangeError(
      `no HTTP or HTTPS listener "${name}"; ${known === "" ? "there is none" : `there is ${known}`}`,
    );
  }
  const url = destinationOf(request);
  if (url === undefined) return listeners[0];
  const ofScheme = listeners.filter(({ scheme }) => scheme === url.scheme);
  return ofScheme.find(({ port }) => port === url.port) ?? ofScheme[0] ?? listeners[0];
}
