import type { Member, Service } from "../../../lib/topology";
import { type Finding, refusal } from "../finding";
import { type EndpointSliceObject, type Lowered, objectName, type ServiceObject, type ServiceSpec } from "../objects";
import { clientAffinity } from "./client-affinity";
import { addressTypeOf, checkMembers, lowerMembers } from "./endpoint-slices";
import { lostFeatures } from "./lost-features";
import { portProtocol } from "./protocol";
import type { ServiceHints } from "./service-hints";

/** A service, with what the Topology leaves out. */
export interface ServiceInput {
  readonly service: Service;
  readonly port: number;
  /** Labels of pods, where the members are known by them alone. */
  readonly selector?: Readonly<Record<string, string>>;
}

export interface ServiceSettings {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What the ingress class takes from a Service beyond the standard. */
  readonly hints?: ServiceHints;
}

export interface ServiceLowering {
  readonly service: ServiceObject;
  readonly endpointSlices: readonly Lowered<EndpointSliceObject>[];
  readonly findings: readonly Finding[];
}

/** What a Service says of its members. */
export interface Membership {
  readonly spec: Pick<ServiceSpec, "selector" | "ipFamilyPolicy" | "ipFamilies">;
  readonly members: readonly Member[];
}

/** A service as a ClusterIP Service, with EndpointSlices where its members are known by address. */
export function lowerService(input: ServiceInput, settings: ServiceSettings): ServiceLowering {
  const { service, port } = input;
  const { name, fault } = objectName(service.name);
  const protocol = portProtocol(service.protocol ?? "HTTP");
  const labels = { ...settings.labels, "portico/service": service.name };
  const { namespace } = settings;
  const { annotations, expressed } = settings.hints ?? { annotations: {}, expressed: [] };
  const { spec, members } = membershipOf(input);
  return {
    service: {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name,
        namespace,
        labels,
        ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      },
      spec: {
        type: "ClusterIP",
        ...spec,
        ports: [{ ...protocol, port, targetPort: port }],
        ...clientAffinity(service.sessionAffinity),
      },
    },
    endpointSlices: lowerMembers({ serviceName: name, port, metadata: { namespace, labels }, protocol, members }),
    findings: [
      ...(fault === undefined
        ? []
        : [
            refusal(
              "kubernetes-name",
              "name",
              `"${service.name}" ${fault}`,
              `name the service "${name}", or accept "kubernetes-name" to have its objects named so`,
            ),
          ]),
      ...checkSelector(input.selector),
      ...checkMembers(members),
      ...lostFeatures(service, expressed),
      ...(settings.hints?.findings ?? []),
    ],
  };
}

/** How a Service finds its members: by their labels, or by EndpointSlices of our own. */
export function membershipOf({ service, selector }: ServiceInput): Membership {
  if (selector !== undefined) return { spec: { selector }, members: [] };
  const members = service.members ?? [];
  const types = new Set(members.map(({ address }) => addressTypeOf(address)));
  if (!types.has("IPv6")) return { spec: {}, members };
  // A Service of one family passes over the slices of the other.
  const spec: Membership["spec"] = types.has("IPv4")
    ? { ipFamilyPolicy: "PreferDualStack" }
    : { ipFamilyPolicy: "SingleStack", ipFamilies: ["IPv6"] };
  return { spec, members };
}

function checkSelector(selector: ServiceInput["selector"]): Finding[] {
  if (selector === undefined || Object.keys(selector).length > 0) return [];
  return [
    refusal(
      "kubernetes-selector",
      "members",
      "a selector without labels selects no pod",
      "name a label that the service's pods carry",
    ),
  ];
}
