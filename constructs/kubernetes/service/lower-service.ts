import type { Member, Service } from "../../../lib/topology";
import type { ContainerWorkload } from "../../values";
import { type Finding, refusal } from "../finding";
import {
  type EndpointSliceObject,
  isKey,
  isLabelValue,
  isUnknownNumber,
  isUnknownText,
  type Lowered,
  objectName,
  type ServiceObject,
  type ServiceSpec,
} from "../objects";
import { clientAffinity } from "./client-affinity";
import { addressTypeOf, checkMembers, lowerMembers } from "./endpoint-slices";
import { lostFeatures } from "./lost-features";
import { portProtocol } from "./protocol";
import type { ServiceFeature, ServiceHints } from "./service-hints";
import { serviceKind } from "./service-kind";
import type { ServiceOptions } from "./service-options";

/** A service, with what the Topology leaves out. */
export interface ServiceInput {
  readonly service: Service;
  readonly port: number;
  /** Labels of pods, where the members are known by them alone. */
  readonly selector?: Readonly<Record<string, string>>;
  /** What runs as its instances, where the platform is to run it. */
  readonly workload?: ContainerWorkload;
}

export interface ServiceSettings {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What the ingress class takes from a Service beyond the standard. */
  readonly hints?: ServiceHints;
  readonly options?: ServiceOptions;
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

/** A service as a Service of the kind asked for, with EndpointSlices where its members are known by address. */
export function lowerService(input: ServiceInput, settings: ServiceSettings): ServiceLowering {
  const { service, port } = input;
  const { namespace, hints = NO_HINTS, options = {} } = settings;
  const { name } = objectName(service.name);
  const protocol = portProtocol(service.protocol ?? "HTTP");
  const labels = { ...settings.labels, "portico/service": service.name };
  const annotations = { ...options.annotations, ...hints.annotations };
  const kind = serviceKind(options, input);
  const { spec, members } = kind.spec.type === "ExternalName" ? { spec: {}, members: [] } : membershipOf(input);
  const ports = [
    { ...protocol, port, targetPort: port, ...(kind.nodePort === undefined ? {} : { nodePort: kind.nodePort }) },
  ];
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
      spec: { ...kind.spec, ...spec, ports, ...(kind.hasAddress ? clientAffinity(service.sessionAffinity) : {}) },
    },
    endpointSlices: lowerMembers({ serviceName: name, port, metadata: { namespace, labels }, protocol, members }),
    findings: [
      ...checkName(service),
      ...checkPort(input),
      ...checkSelector(input.selector),
      ...kind.findings,
      ...checkMembers(members),
      ...lostFeatures(service, { hasAddress: kind.hasAddress, expressed: [...hints.expressed, ...ownFeatures(input)] }),
      ...(hints.findings ?? []),
    ],
  };
}

const HIGHEST_PORT = 65_535;
const NO_HINTS: ServiceHints = { annotations: {}, expressed: [] };

/** What the pods of a workload keep by themselves. */
function ownFeatures({ workload }: ServiceInput): readonly ServiceFeature[] {
  return workload === undefined ? [] : ["healthCheck", "drain"];
}

function checkName({ name: wanted }: Service): Finding[] {
  const { name, fault } = objectName(wanted);
  if (fault === undefined) return [];
  return [
    refusal(
      "kubernetes-name",
      "name",
      `"${wanted}" ${fault}`,
      `name the service "${name}", or accept "kubernetes-name" to have its objects named so`,
    ),
  ];
}

/** The port of members by address stands in the Topology, where it is checked. */
function checkPort({ port, selector, service }: ServiceInput): Finding[] {
  const isChecked = selector === undefined && (service.members ?? []).length > 0;
  if (isChecked || isUnknownNumber(port) || (Number.isInteger(port) && port >= 1 && port <= HIGHEST_PORT)) return [];
  return [refusal("kubernetes-port", "", `port: ${port} is no port`, `write a whole number from 1 to ${HIGHEST_PORT}`)];
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
  if (selector === undefined) return [];
  const code = "kubernetes-selector";
  const labels = Object.entries(selector);
  if (labels.length === 0) {
    const remedy = "name a label that the service's pods carry";
    return [refusal(code, "members", "a selector without labels selects no pod", remedy)];
  }
  return labels
    .filter(([key, value]) => !(isKey(key) || isUnknownText(key)) || !(isLabelValue(value) || isUnknownText(value)))
    .map(([key, value]) =>
      refusal(
        code,
        "members",
        `no pod can carry the label ${JSON.stringify(key)} with the value ${JSON.stringify(value)}`,
        "write at most 63 letters, digits, and inner `-`, `_` and `.` for each; a domain and `/` may stand before the key",
      ),
    );
}
