import { type Finding, loss, refusal } from "../finding";
import { checkTrafficPolicy } from "../load-balancer";
import { isSubdomain, isUnknownNumber, isUnknownText, type ServiceSpec } from "../objects";
import { addressTypeOf } from "./endpoint-slices";
import type { ServiceInput } from "./lower-service";
import { carriesHttp } from "./protocol";
import type { ServiceOptions } from "./service-options";

/** The part of a Service that its kind decides. */
export interface ServiceKind {
  readonly spec: Pick<
    ServiceSpec,
    "type" | "clusterIP" | "externalName" | "externalTrafficPolicy" | "publishNotReadyAddresses"
  >;
  readonly nodePort?: number;
  /** Whether connections go through an address that kube-proxy watches. */
  readonly hasAddress: boolean;
  readonly findings: readonly Finding[];
}

const HIGHEST_PORT = 65_535;

/** A service as the kind of Service that the platform is set to; as one of type ClusterIP where that cannot be. */
export function serviceKind(options: ServiceOptions, input: ServiceInput): ServiceKind {
  const unused = [...checkNodePort(options), ...unusedSettings(options)];
  switch (options.type ?? "ClusterIP") {
    case "ClusterIP":
      return { spec: { type: "ClusterIP" }, hasAddress: true, findings: unused };
    case "Headless": {
      const { publishNotReadyAddresses } = options;
      return {
        spec: {
          type: "ClusterIP",
          clusterIP: "None",
          ...(publishNotReadyAddresses === undefined ? {} : { publishNotReadyAddresses }),
        },
        hasAddress: false,
        findings: unused,
      };
    }
    case "NodePort": {
      const { nodePort, externalTrafficPolicy: asked = "Cluster" } = options;
      const hasPods = input.selector !== undefined;
      return {
        spec: { type: "NodePort", externalTrafficPolicy: hasPods ? asked : "Cluster" },
        ...(nodePort === undefined ? {} : { nodePort }),
        hasAddress: true,
        findings: [...unused, ...checkTrafficPolicy(asked, hasPods, "")],
      };
    }
    case "ExternalName":
      return externalName(input, unused);
  }
}

/** DNS alone leads to the host: there is neither a second one, nor another port. */
function externalName(input: ServiceInput, unused: readonly Finding[]): ServiceKind {
  const { service, port, selector } = input;
  const [member, ...others] = service.members ?? [];
  const host = member?.address.replace(/\.$/, "").toLowerCase() ?? "";
  const isHost = isUnknownText(host) || (addressTypeOf(host) === "FQDN" && isSubdomain(host));
  if (!isHost || others.length > 0 || member?.port !== port || selector !== undefined) {
    const code = "kubernetes-external-name";
    const message = `a Service of type ExternalName is an alias for one host on the service's own port, and service "${service.name}" is not one such member`;
    const remedy = `give it one host name with Members.addresses(), without a port of its own, or accept "${code}" to have a Service of type ClusterIP`;
    return {
      spec: { type: "ClusterIP" },
      hasAddress: true,
      findings: [...unused, refusal(code, "members", message, remedy)],
    };
  }
  const controllers = carriesHttp(service.protocol ?? "HTTP")
    ? [
        loss(
          "kubernetes-external-name-route",
          "members",
          "many controllers lead to no Service of type ExternalName unless they are told to, since its owner chooses any host",
          "allow it at the controller, where a route leads to the service",
        ),
      ]
    : [];
  return {
    spec: { type: "ExternalName", externalName: host },
    hasAddress: false,
    findings: [...unused, ...controllers],
  };
}

function checkNodePort({ type = "ClusterIP", nodePort }: ServiceOptions): Finding[] {
  if (nodePort === undefined || isUnknownNumber(nodePort)) return [];
  const isPort = Number.isInteger(nodePort) && nodePort >= 1 && nodePort <= HIGHEST_PORT;
  if (type === "NodePort" && isPort) return [];
  const [message, remedy] = isPort
    ? [`a Service of type ${type} has no node port`, 'set the type to "NodePort", or leave "nodePort" out']
    : [`${nodePort} is no port`, "write a whole number out of the cluster's range, usually 30000 to 32767"];
  return [refusal("kubernetes-node-port", "", `nodePort: ${message}`, remedy)];
}

/** Settings that only Services of another kind have. */
function unusedSettings({
  type = "ClusterIP",
  externalTrafficPolicy,
  publishNotReadyAddresses,
}: ServiceOptions): Finding[] {
  const settings = [
    { name: "externalTrafficPolicy", value: externalTrafficPolicy, kind: "NodePort" },
    { name: "publishNotReadyAddresses", value: publishNotReadyAddresses, kind: "Headless" },
  ];
  return settings
    .filter(({ value, kind }) => value !== undefined && kind !== type)
    .map(({ name, kind }) =>
      loss(
        "kubernetes-unused-setting",
        "",
        `${name}: only a Service of type ${kind} has it, and this is of type ${type}`,
        "leave it out",
      ),
    );
}
