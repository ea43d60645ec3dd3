import { type Duration, tryParseDuration } from "../../../lib/topology";
import { type Finding, loss, refusal } from "../finding";
import { isUnknownNumber, isUnknownText, type ServiceSpec } from "../objects";
import type { LoadBalancerImplementation, LoadBalancerOptions } from "./load-balancer-options";
import { checkTrafficPolicy } from "./traffic-policy";

/** What a load balancer is made for. */
export interface LoadBalancerInput {
  readonly options: LoadBalancerOptions;
  /** Whether the instances are pods; otherwise they are known by their addresses. */
  readonly hasPods: boolean;
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
  readonly idleTimeout?: Duration;
}

/** The part of a Service of type LoadBalancer that its load balancer decides. */
export interface LoadBalancerLowering {
  readonly spec: Pick<
    ServiceSpec,
    | "type"
    | "externalTrafficPolicy"
    | "loadBalancerClass"
    | "loadBalancerSourceRanges"
    | "allocateLoadBalancerNodePorts"
  >;
  readonly annotations: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
}

/** What an implementation makes of it beyond what a Service says. */
interface Dialect {
  readonly annotations: Readonly<Record<string, string>>;
  readonly loadBalancerClass?: string;
  readonly allocateNodePorts?: boolean;
  readonly findings?: readonly Finding[];
  readonly keepsIdleTimeout?: boolean;
}

const PREFIX = {
  aws: "service.beta.kubernetes.io/aws-load-balancer-",
  azure: "service.beta.kubernetes.io/azure-",
  metallb: "metallb.io/",
} as const;

export function lowerLoadBalancer(input: LoadBalancerInput): LoadBalancerLowering {
  const { options, hasPods } = input;
  const { sourceRanges, externalTrafficPolicy: asked } = options;
  const dialect = dialectOf(options.implementation, input);
  const externalTrafficPolicy = hasPods ? (asked ?? "Local") : "Cluster";
  const loadBalancerClass = options.loadBalancerClass ?? dialect.loadBalancerClass;
  const allocateLoadBalancerNodePorts = options.allocateNodePorts ?? dialect.allocateNodePorts;
  return {
    spec: {
      type: "LoadBalancer",
      externalTrafficPolicy,
      ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
      ...(sourceRanges === undefined ? {} : { loadBalancerSourceRanges: sourceRanges }),
      ...(allocateLoadBalancerNodePorts === undefined ? {} : { allocateLoadBalancerNodePorts }),
    },
    annotations: { ...options.annotations, ...dialect.annotations },
    findings: [
      ...checkTrafficPolicy(asked, hasPods, "service"),
      ...(dialect.findings ?? []),
      ...(dialect.keepsIdleTimeout ? [] : lostIdleTimeout(input)),
    ],
  };
}

/**
 * What a Gateway can tell the load balancer that its implementation makes for it: annotations alone (Gateway API,
 * `GatewayInfrastructure`).
 */
export function gatewayLoadBalancer(
  options: LoadBalancerOptions,
): Pick<LoadBalancerLowering, "annotations" | "findings"> {
  // Its instances are the pods of the implementation.
  const dialect = dialectOf(options.implementation, { options, hasPods: true, protocol: "TCP", port: 0 });
  const { annotations: _annotations, implementation: _implementation, ...others } = options;
  const code = "gateway-load-balancer";
  return {
    annotations: {
      ...options.annotations,
      ...dialect.annotations,
      // What a Service says by its class.
      ...(options.implementation?.type === "aws-nlb" ? { [`${PREFIX.aws}type`]: "external" } : {}),
    },
    findings: settingsOf(others).map((name) =>
      refusal(
        code,
        "",
        `a Gateway cannot tell its load balancer "${name}"`,
        `set it where the Gateway's implementation is configured, or accept "${code}" to do without`,
      ),
    ),
  };
}

/** The load balancer of a Gateway that was there before is not made here, and told nothing. */
export function existingLoadBalancer(gateway: string, options: LoadBalancerOptions): readonly Finding[] {
  const code = "gateway-load-balancer";
  return settingsOf(options).map((name) =>
    refusal(
      code,
      "",
      `Gateway "${gateway}" has its load balancer already, which is told nothing of "${name}"`,
      `set it where that Gateway is made, or accept "${code}" to do without`,
    ),
  );
}

function settingsOf(options: LoadBalancerOptions): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

function dialectOf(implementation: LoadBalancerImplementation | undefined, input: LoadBalancerInput): Dialect {
  switch (implementation?.type) {
    case undefined:
      return { annotations: {} };
    case "aws-nlb":
      return awsNlb(implementation, input);
    case "gcp":
      return gcp(implementation);
    case "azure":
      return azure(implementation, input);
    case "metallb":
      return metallb(implementation, input);
  }
}

type Of<Type extends LoadBalancerImplementation["type"]> = Extract<LoadBalancerImplementation, { readonly type: Type }>;

/** AWS Load Balancer Controller, "Service annotations". */
function awsNlb({ internal = false, targets }: Of<"aws-nlb">, input: LoadBalancerInput): Dialect {
  const { hasPods, protocol, port } = input;
  const kind = hasPods ? (targets ?? "ip") : "instance";
  // Seconds that a TCP listener takes (Elastic Load Balancing, ListenerAttribute).
  const idle = protocol === "TCP" && !isUnknownNumber(port) ? wholeUnits(input.idleTimeout, 1000, 60, 6000) : undefined;
  return {
    loadBalancerClass: "service.k8s.aws/nlb",
    ...(kind === "ip" ? { allocateNodePorts: false } : {}),
    annotations: {
      [`${PREFIX.aws}scheme`]: internal ? "internal" : "internet-facing",
      [`${PREFIX.aws}nlb-target-type`]: kind,
      ...(idle === undefined
        ? {}
        : { [`${PREFIX.aws}listener-attributes.TCP-${port}`]: `tcp.idle_timeout.seconds=${idle}` }),
    },
    keepsIdleTimeout: idle !== undefined,
    findings: targets === "ip" && !hasPods ? [addressesAsTargets()] : [],
  };
}

function addressesAsTargets(): Finding {
  const code = "kubernetes-load-balancer-targets";
  return refusal(
    code,
    "service",
    "the controller leads to the addresses of pods alone, and the service's members are others",
    `set the targets to "instance", which lead through nodes, or accept "${code}" to have those`,
  );
}

/** GKE, "LoadBalancer Service parameters". */
function gcp({ internal = false, addressName }: Of<"gcp">): Dialect {
  return {
    annotations: {
      ...(internal ? { "networking.gke.io/load-balancer-type": "Internal" } : { "cloud.google.com/l4-rbs": "enabled" }),
      ...(addressName === undefined ? {} : { "networking.gke.io/load-balancer-ip-addresses": addressName }),
    },
  };
}

/** Cloud Provider Azure, "LoadBalancer annotations". */
function azure({ internal = false, subnet, publicIpName }: Of<"azure">, input: LoadBalancerInput): Dialect {
  const minutes = input.protocol === "TCP" ? wholeUnits(input.idleTimeout, 60_000, 4, 30) : undefined;
  return {
    annotations: {
      [`${PREFIX.azure}load-balancer-internal`]: String(internal),
      ...(subnet === undefined ? {} : { [`${PREFIX.azure}load-balancer-internal-subnet`]: subnet }),
      ...(publicIpName === undefined ? {} : { [`${PREFIX.azure}pip-name`]: publicIpName }),
      ...(minutes === undefined ? {} : { [`${PREFIX.azure}load-balancer-tcp-idle-timeout`]: String(minutes) }),
    },
    keepsIdleTimeout: minutes !== undefined,
  };
}

/** MetalLB, "Usage". */
function metallb(
  { addressPool, addresses, sharingKey }: Of<"metallb">,
  { options, hasPods }: LoadBalancerInput,
): Dialect {
  const isLocal = hasPods && options.externalTrafficPolicy !== "Cluster";
  return {
    annotations: {
      ...(addressPool === undefined ? {} : { [`${PREFIX.metallb}address-pool`]: addressPool }),
      ...(addresses === undefined ? {} : { [`${PREFIX.metallb}loadBalancerIPs`]: addresses.join(",") }),
      ...(sharingKey === undefined ? {} : { [`${PREFIX.metallb}allow-shared-ip`]: sharingKey }),
    },
    findings:
      sharingKey === undefined || !isLocal
        ? []
        : [
            refusal(
              "kubernetes-shared-address",
              "service",
              "MetalLB lets load balancers of different pods share an address only where any node passes connections on",
              'set externalTrafficPolicy to "Cluster", which gives up the client\'s address, or leave "sharingKey" out',
            ),
          ],
  };
}

/** A duration as a whole number of units, where it is one within bounds. */
function wholeUnits(duration: Duration | undefined, unit: number, least: number, most: number): number | undefined {
  const units = (tryParseDuration(duration ?? "") ?? Number.NaN) / unit;
  return Number.isInteger(units) && units >= least && units <= most ? units : undefined;
}

function lostIdleTimeout({ idleTimeout, options }: LoadBalancerInput): Finding[] {
  if (idleTimeout === undefined) return [];
  const limits: Partial<Record<LoadBalancerImplementation["type"], string>> = {
    "aws-nlb": "of TCP alone, from 60 to 6000 whole seconds",
    azure: "of TCP alone, from 4 to 30 whole minutes",
  };
  const limit = options.implementation === undefined ? undefined : limits[options.implementation.type];
  const what = isUnknownText(idleTimeout) ? "this one" : `"${idleTimeout}"`;
  return [
    loss(
      "kubernetes-idle-timeout",
      "idleTimeout",
      limit === undefined
        ? "a Service does not say how long a connection may stay silent"
        : `the load balancer takes an idle timeout ${limit}, and ${what} is none`,
      limit === undefined ? "set it where the load balancer is configured" : "write one that it takes",
    ),
  ];
}
