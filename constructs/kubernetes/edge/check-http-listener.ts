import { hostnameCovers } from "../../../lib/topology";
import { type Finding, loss, refusal } from "../finding";
import { classSubject, type IngressDialect } from "../ingress";
import { isUnknownNumber } from "../objects";
import type { RouterListener, RouterSettings } from "../routes";

/** A listener that leads to a router, and the hosts that the router answers for. */
export interface HttpListenerInput extends Pick<RouterListener, "protocol" | "port"> {
  /** `edge/listener`, for messages. */
  readonly name: string;
  readonly router: string;
  /** `undefined` is every host. */
  readonly hostnames: readonly string[] | undefined;
}

/** What an ingress controller makes of a listener, given the other listeners of its class. */
export function checkHttpListener(
  listener: HttpListenerInput,
  others: readonly HttpListenerInput[],
  dialect: IngressDialect,
  settings: RouterSettings,
): Finding[] {
  const subject = classSubject(settings.ingressClassName, dialect);
  return [
    ...checkPort(listener, dialect, settings, subject),
    ...(dialect.table !== "class" ? [] : checkOtherPort(listener, others, subject)),
    ...checkShared(listener, others, dialect, subject),
  ];
}

function checkPort(
  { protocol, port }: HttpListenerInput,
  dialect: IngressDialect,
  settings: RouterSettings,
  subject: string,
): Finding[] {
  if (isUnknownNumber(port) || dialect.serves({ protocol, port }, settings)) return [];
  const standard = protocol === "HTTP" ? 80 : 443;
  return [
    refusal(
      "ingress-port",
      "port",
      `${subject} does not take ${protocol} on port ${port}`,
      `listen on ${standard}, or accept "ingress-port" to be served where the class serves`,
    ),
  ];
}

/** A controller that can't be told otherwise answers on both of its ports. */
function checkOtherPort(listener: HttpListenerInput, others: readonly HttpListenerInput[], subject: string): Finding[] {
  const isServedOnBoth = others.some(
    ({ router, protocol }) => router === listener.router && protocol !== listener.protocol,
  );
  if (isServedOnBoth) return [];
  const [other, port] = listener.protocol === "HTTP" ? ["HTTPS", 443] : ["plain HTTP", 80];
  return [
    loss(
      "ingress-other-port",
      "router",
      `${subject} answers router "${listener.router}" in ${other} on port ${port} too, which no listener asks for`,
      "close the port at the controller where that must not be",
    ),
  ];
}

/** One controller has one routing table for each of its ports, or for all of them. */
function checkShared(
  listener: HttpListenerInput,
  others: readonly HttpListenerInput[],
  { table }: IngressDialect,
  subject: string,
): Finding[] {
  if (table === "edge") return [];
  const rival = others.find(
    (other) =>
      other.router !== listener.router &&
      (table === "class" || other.port === listener.port) &&
      shareHosts(listener.hostnames, other.hostnames),
  );
  if (rival === undefined) return [];
  return [
    refusal(
      "ingress-shared-hosts",
      "router",
      `${subject} has one routing table for this listener and "${rival.name}": the routes of "${listener.router}" and "${rival.router}" for the same hosts get mixed`,
      table === "port"
        ? "give the routers hostnames of their own, or the listeners platforms of different classes"
        : "give the routers hostnames of their own, or choose a class that keeps its ports apart (traefik)",
    ),
  ];
}

function shareHosts(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return a.some((one) => b.some((other) => hostnameCovers(one, other) || hostnameCovers(other, one)));
}
