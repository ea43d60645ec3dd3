import type { Service } from "../../../lib/topology";
import { type Finding, loss, refusal } from "../finding";
import { affinitySeconds, LONGEST_AFFINITY } from "./client-affinity";
import { carriesHttp } from "./protocol";
import type { ServiceFeature } from "./service-hints";

/** How a service is reached, and what keeps its features. */
interface Keeping {
  /** Whether connections go through an address that kube-proxy watches. */
  readonly hasAddress: boolean;
  readonly expressed: readonly ServiceFeature[];
}

/** What of a service neither the Service nor its ingress class keeps. */
export function lostFeatures(service: Service, { hasAddress, expressed }: Keeping): Finding[] {
  return [
    ...(expressed.includes("balancing") ? [] : lostBalancing(service)),
    ...(expressed.includes("memberWeights") ? [] : lostWeights(service)),
    ...(expressed.includes("healthCheck") ? [] : lostHealthCheck(service)),
    ...(expressed.includes("sessionAffinity") ? [] : lostAffinity(service, hasAddress)),
    ...(expressed.includes("drain") ? [] : lostDrain(service)),
  ];
}

function lostBalancing({ balancing, protocol = "HTTP" }: Service): Finding[] {
  if (balancing === undefined) return [];
  if (balancing.algorithm === "RoundRobin" && carriesHttp(protocol)) return [];
  return [
    loss(
      "kubernetes-balancing",
      "balancing",
      `${balancing.algorithm} has no place in a Service: the controller, or kube-proxy, spreads requests in its own way`,
      "set it where the controller is configured",
    ),
  ];
}

function lostWeights({ members = [] }: Service): Finding[] {
  const weights = new Set(members.map(({ weight = 1 }) => weight).filter((weight) => weight !== 0));
  if (weights.size < 2) return [];
  return [
    loss(
      "kubernetes-member-weights",
      "members",
      "endpoints have no weights: each of these members gets the same share",
      "make services of the groups of members, and weigh those in a route",
    ),
  ];
}

function lostHealthCheck({ healthCheck }: Service): Finding[] {
  if (healthCheck === undefined) return [];
  return [
    loss(
      "kubernetes-health-check",
      "healthCheck",
      "nothing in a Service probes its endpoints: pods do by their readiness probe, plain addresses by none",
      "give the pods a readiness probe of the same kind",
    ),
  ];
}

function lostAffinity({ sessionAffinity, protocol = "HTTP" }: Service, hasAddress: boolean): Finding[] {
  if (sessionAffinity === undefined) return [];
  const code = "kubernetes-session-affinity";
  if (sessionAffinity.type === "SourceIP") {
    if (affinitySeconds(sessionAffinity) > LONGEST_AFFINITY) {
      const remedy = `write "24h" or less, or accept "${code}" to have 24 hours`;
      return [refusal(code, "sessionAffinity.ttl", "a Service keeps a client for at most 24 hours", remedy)];
    }
    if (!hasAddress) {
      const remedy = `choose a kind of Service that has one, or accept "${code}" to do without`;
      return [refusal(code, "sessionAffinity", "clients are kept by a Service's own address, and it has none", remedy)];
    }
    if (!carriesHttp(protocol)) return [];
    return [
      refusal(
        code,
        "sessionAffinity",
        "a Service keeps a client's address on one endpoint, but ingress controllers connect to endpoints past it",
        `keep sessions by a cookie on a class that sets one, or accept "${code}" to have it for clients inside the cluster`,
      ),
    ];
  }
  return [
    refusal(
      code,
      "sessionAffinity",
      "a Service knows nothing of cookies",
      `choose an ingress class that sets them, or accept "${code}" to do without`,
    ),
  ];
}

function lostDrain({ drain }: Service): Finding[] {
  if (drain === undefined) return [];
  return [
    loss(
      "kubernetes-drain",
      "drain",
      "a Service does not say how long open requests on a removed endpoint may go on",
      "set the grace period of the pods",
    ),
  ];
}
