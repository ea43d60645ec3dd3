import * as ipaddr from "ipaddr.js";
import { isUnknown } from "../../unknown-values";
import { type Finding, refusal } from "../finding";
import type { KubernetesProps, TlsSecretProps } from "../kubernetes-props";
import { isHost, isKey, isLabel, isLabelValue, isSubdomain } from "../objects";
import type { WorkloadOptions } from "../workload";

type Texts = Readonly<Record<string, string>>;

/** What the API would refuse of the settings of a platform, whichever construct they are for. */
export function checkSettings(props: KubernetesProps): readonly Finding[] {
  return [
    ...checkNamespace("namespace", props.namespace),
    ...checkLabels("labels", props.labels),
    ...checkKeys("ingressAnnotations", props.ingressAnnotations),
    ...checkKeys("service.annotations", props.service?.annotations),
    ...checkCertificates(props.certificates),
    ...checkIssuer(props.certManager),
    ...checkGateway(props),
    ...checkPeers(props.workload),
    ...checkKeys("loadBalancer.annotations", props.loadBalancer?.annotations),
    ...checkRanges("loadBalancer.sourceRanges", props.loadBalancer?.sourceRanges),
  ];
}

function checkNamespace(at: string, namespace: string): Finding[] {
  if (isUnknown(namespace) || isLabel(namespace)) return [];
  const message = namespace === "" ? `${at} is empty` : `${at}: "${namespace}" is no name of a namespace`;
  return [refusal("invalid-namespace", "", message, "write 1 to 63 lower-case letters, digits and inner hyphens")];
}

function checkLabels(at: string, labels: Texts = {}): Finding[] {
  const values = Object.entries(labels)
    .filter(([, value]) => !isUnknown(value) && !isLabelValue(value))
    .map(([key, value]) =>
      refusal(
        "kubernetes-label",
        "",
        `${at}["${key}"]: "${value}" is no value of a label`,
        "write at most 63 letters, digits, and inner `-`, `_` and `.`",
      ),
    );
  return [...checkKeys(at, labels), ...values];
}

/** The keys of labels or annotations. */
function checkKeys(at: string, texts: Texts = {}): Finding[] {
  return Object.keys(texts)
    .filter((key) => !isUnknown(key) && !isKey(key))
    .map((key) =>
      refusal(
        "kubernetes-key",
        "",
        `${at}: "${key}" is no key`,
        "write at most 63 letters, digits, and inner `-`, `_` and `.`; a domain and `/` may stand before them",
      ),
    );
}

function checkGateway({ gateway, namespace, certificates = {} }: KubernetesProps): Finding[] {
  if (gateway !== undefined) {
    const { className, parentRef } = gateway;
    const nothing =
      className === undefined && parentRef === undefined
        ? [
            refusal(
              "gateway-class",
              "",
              "gateway names neither a class for Gateways nor a Gateway",
              "give it className, or parentRef of a Gateway that is there already",
            ),
          ]
        : [];
    const theirs = parentRef?.namespace;
    return [...nothing, ...(theirs === undefined ? [] : checkNamespace("gateway.parentRef.namespace", theirs))];
  }
  return Object.entries(certificates).flatMap(([name, secret]) => {
    if (typeof secret === "string" || secret.namespace === undefined || secret.namespace === namespace) return [];
    return refusal(
      "kubernetes-secret-namespace",
      "",
      `certificates.${name}: an Ingress has Secrets of its own namespace alone, and this is in "${secret.namespace}"`,
      "have the Secret in the platform's namespace, or use the Gateway API",
    );
  });
}

function checkIssuer(certManager: KubernetesProps["certManager"]): Finding[] {
  if (certManager === undefined) return [];
  const [field, name] =
    "issuer" in certManager ? ["issuer", certManager.issuer] : ["clusterIssuer", certManager.clusterIssuer];
  if (isUnknown(name) || isSubdomain(name)) return [];
  const remedy = "write lower-case letters, digits, hyphens and dots";
  return [refusal("kubernetes-issuer", "", `certManager.${field}: "${name}" is no name of one`, remedy)];
}

function checkPeers({ router, clients = [] }: WorkloadOptions = {}): Finding[] {
  const peers = [
    ...(router === undefined ? [] : [{ at: "workload.router", peer: router }]),
    ...clients.map((peer, index) => ({ at: `workload.clients[${index}]`, peer })),
  ];
  return peers.flatMap(({ at, peer: { namespaceLabels, podLabels, addresses } }) => [
    ...(namespaceLabels === undefined && podLabels === undefined && (addresses ?? []).length === 0
      ? [
          refusal(
            "kubernetes-network-peer",
            "",
            `${at} names nobody`,
            "give it labels of namespaces or pods, or addresses",
          ),
        ]
      : []),
    ...checkLabels(`${at}.namespaceLabels`, namespaceLabels),
    ...checkLabels(`${at}.podLabels`, podLabels),
    ...checkRanges(`${at}.addresses`, addresses),
  ]);
}

function checkRanges(at: string, ranges: readonly string[] = []): Finding[] {
  return ranges
    .filter((range) => !isUnknown(range) && !ipaddr.isValidCIDR(range))
    .map((range) =>
      refusal(
        "invalid-range",
        "",
        `${at}: "${range}" is no range of addresses`,
        'write one as in "10.0.0.0/8" or "2001:db8::/32"',
      ),
    );
}

/** Upper case in a host is taken by people, and by no API. */
function checkHosts(name: string, secret: string | TlsSecretProps | undefined): Finding[] {
  const hostnames = typeof secret === "object" ? (secret.hostnames ?? []) : [];
  return hostnames
    .filter((host) => !isUnknown(host) && !isHost(host))
    .map((host) =>
      refusal(
        "invalid-hostname",
        "",
        `certificates.${name}.hostnames: "${host}" is no host that the API takes`,
        'write lower-case labels of letters, digits and inner hyphens, as in "shop.example.com" or "*.example.com"',
      ),
    );
}

/** Two names for one Secret: which hosts it is for, would be said twice. */
function checkCertificates(certificates: KubernetesProps["certificates"] = {}): Finding[] {
  const secrets = Object.entries(certificates).map(([name, secret]) => ({
    name,
    secret: typeof secret === "string" ? secret : secret.secretName,
  }));
  return secrets.flatMap(({ name, secret }, index) => {
    // With a load balancer of AWS it is an ARN.
    if (isUnknown(secret) || secret.startsWith("arn:")) return [];
    const first = secrets.slice(0, index).find((other) => other.secret === secret);
    const twice =
      first === undefined
        ? []
        : [
            refusal(
              "kubernetes-duplicate-secret",
              "",
              `certificates: "${first.name}" and "${name}" are both the Secret "${secret}"`,
              "keep one of them, and name it in all listeners",
            ),
          ];
    const bad = isSubdomain(secret)
      ? []
      : [
          refusal(
            "invalid-secret-name",
            "",
            `certificates: "${secret}" is no name of a Secret`,
            "write lower-case letters, digits, hyphens and dots",
          ),
        ];
    return [...twice, ...bad, ...checkHosts(name, certificates[name])];
  });
}
