import type { TcpListener, TlsListener, UdpListener } from "../../../lib/topology";
import { type Finding, loss, refusal } from "../finding";
import { type EndpointSliceObject, type Lowered, objectName, type ServiceObject } from "../objects";
import { clientAffinity, lowerMembers, membershipOf, portProtocol, type ServiceInput } from "../service";

/** A listener that leads to a service without a router. */
export type Layer4Listener = TcpListener | TlsListener | UdpListener;

export interface ListenerInput {
  readonly edge: string;
  readonly listener: Layer4Listener;
  /** Where connections go; `undefined` where the listener chooses by server name alone. */
  readonly service: ServiceInput | undefined;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ListenerLowering {
  readonly service?: ServiceObject;
  readonly endpointSlices: readonly Lowered<EndpointSliceObject>[];
  readonly findings: readonly Finding[];
}

/**
 * A listener as a Service of type LoadBalancer of its own: its members are the service's, its port the listener's. Two
 * listeners can't share one, since a Service has one set of members.
 */
export function lowerListener(input: ListenerInput): ListenerLowering {
  const { edge, listener, namespace } = input;
  const { name, fault } = objectName(`${edge}-${listener.name}`);
  const findings = [
    ...(fault === undefined
      ? []
      : [
          refusal(
            "kubernetes-name",
            "name",
            `"${edge}-${listener.name}", the name of the listener's Service, ${fault}`,
            `shorten the names of edge and listener, or accept "kubernetes-name" to have "${name}"`,
          ),
        ]),
    ...checkTls(listener),
    ...checkIdleTimeout(listener),
  ];
  if (input.service === undefined) return { endpointSlices: [], findings };
  const { service, port } = input.service;
  const protocol = portProtocol(listener.protocol);
  const labels = { ...input.labels, "portico/service": service.name };
  const { spec, members } = membershipOf(input.service);
  return {
    service: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace, labels, annotations: { "portico/edge": edge, "portico/listener": listener.name } },
      spec: {
        type: "LoadBalancer",
        ...spec,
        ports: [{ ...protocol, port: listener.port, targetPort: port }],
        ...clientAffinity(service.sessionAffinity),
      },
    },
    endpointSlices: lowerMembers({ serviceName: name, port, metadata: { namespace, labels }, protocol, members }),
    findings,
  };
}

function checkTls(listener: Layer4Listener): Finding[] {
  if (listener.protocol !== "TLS") return [];
  if (listener.tls?.mode !== "Passthrough") {
    return [
      refusal(
        "kubernetes-tls-termination",
        "protocol",
        "a Service of type LoadBalancer does not end TLS",
        'pass TLS through, use the Gateway API, or accept "kubernetes-tls-termination" to have the bytes passed on',
      ),
    ];
  }
  if ((listener.tlsRoutes ?? []).length === 0) return [];
  return [
    refusal(
      "kubernetes-server-names",
      "tlsRoutes",
      "a Service of type LoadBalancer does not look at server names",
      'open a listener for each service, use the Gateway API, or accept "kubernetes-server-names" to have all connections go to the default service',
    ),
  ];
}

function checkIdleTimeout({ idleTimeout }: Layer4Listener): Finding[] {
  if (idleTimeout === undefined) return [];
  return [
    loss(
      "kubernetes-idle-timeout",
      "idleTimeout",
      "a Service does not say how long a connection may stay silent",
      "set it where the load balancer is configured",
    ),
  ];
}
