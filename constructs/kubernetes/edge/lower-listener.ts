import type { TcpListener, TlsListener, UdpListener } from "../../../lib/topology";
import { type Finding, refusal } from "../finding";
import { type LoadBalancerOptions, lowerLoadBalancer } from "../load-balancer";
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
  readonly loadBalancer?: LoadBalancerOptions;
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
  const { edge, listener, namespace, loadBalancer: options = {} } = input;
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
  ];
  if (input.service === undefined) return { endpointSlices: [], findings };
  const { service, port, selector } = input.service;
  const protocol = portProtocol(listener.protocol);
  const labels = { ...input.labels, "portico/service": service.name };
  const { spec, members } = membershipOf(input.service);
  const { idleTimeout } = listener;
  const balancer = lowerLoadBalancer({
    options,
    hasPods: selector !== undefined,
    protocol: protocol.protocol,
    port: listener.port,
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
  });
  return {
    service: {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name,
        namespace,
        labels,
        annotations: { ...balancer.annotations, "portico/edge": edge, "portico/listener": listener.name },
      },
      spec: {
        ...balancer.spec,
        ...spec,
        ports: [{ ...protocol, port: listener.port, targetPort: port }],
        ...clientAffinity(service.sessionAffinity),
      },
    },
    endpointSlices: lowerMembers({ serviceName: name, port, metadata: { namespace, labels }, protocol, members }),
    findings: [...findings, ...balancer.findings],
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
