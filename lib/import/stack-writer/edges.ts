import type { Edge, Listener } from "../../topology";
import { literal, object, text, type Variables } from "./code";

/** Makes an edge and its listeners. */
export function edgeLines({ name, listeners }: Edge, variables: Variables): readonly string[] {
  const variable = variables.of("Edge", name);
  const props = object({ name: text(name), platform: "platform" });
  return [
    `const ${variable} = new EdgeLoadBalancer(this, ${text(`edge-${name}`)}, ${props});`,
    ...listeners.map(
      (listener) => `${variable}.addListener(${text(listener.name)}, ${listenerCode(listener, variables)});`,
    ),
  ];
}

/** The listeners that an import makes. */
function listenerCode(listener: Listener, variables: Variables): string {
  if (listener.protocol === "TLS" || listener.protocol === "UDP") {
    throw new RangeError(`no stack is written with a listener of ${listener.protocol}`);
  }
  const { proxyProtocol } = listener;
  const port = String(listener.port);
  const header = proxyProtocol === undefined ? {} : { proxyProtocol: literal(proxyProtocol) };
  switch (listener.protocol) {
    case "HTTP":
      return `Listener.http(${object({ port, router: variables.of("Router", listener.router), ...header })})`;
    case "HTTPS": {
      const certificates = literal(listener.certificates);
      return `Listener.https(${object({ port, certificates, router: variables.of("Router", listener.router), ...header })})`;
    }
    case "TCP":
      return `Listener.tcp(${object({ port, service: variables.of("Service", listener.service), ...header })})`;
  }
}
