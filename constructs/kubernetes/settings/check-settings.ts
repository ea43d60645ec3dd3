import * as ipaddr from "ipaddr.js";
import { isUnknown } from "../../unknown-values";
import { type Finding, loss, refusal } from "../finding";
import type { KubernetesProps, TlsSecretProps } from "../kubernetes-props";
import type { LoadBalancerOptions } from "../load-balancer";
import { isHost, isSubdomain } from "../objects";
import { checkWorkloadOptions } from "./check-workload-options";
import { checkKeys, checkLabels, checkName, checkNamespace, checkRanges } from "./texts";

/** What the API would refuse of the settings of a platform, whichever construct they are for. */
export function checkSettings(props: KubernetesProps): readonly Finding[] {
  return [
    ...checkNamespace("namespace", props.namespace),
    ...checkLabels("labels", props.labels),
    ...checkKeys("ingressAnnotations", props.ingressAnnotations),
    ...checkKeys("service.annotations", props.service?.annotations),
    ...checkName("ingressClassName", props.ingressClassName),
    ...checkCertificates(props.certificates),
    ...checkIssuer(props.certManager),
    ...checkGateway(props),
    ...checkWorkloadOptions(props.workload),
    ...checkLoadBalancer(props.loadBalancer),
  ];
}

function checkGateway({ gateway, namespace, certificates = {}, certManager }: KubernetesProps): Finding[] {
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
    return [
      ...nothing,
      ...checkName("gateway.className", className),
      ...checkName("gateway.parentRef.name", parentRef?.name),
      ...checkName("gateway.parentRef.sectionName", parentRef?.sectionName),
      ...(theirs === undefined ? [] : checkNamespace("gateway.parentRef.namespace", theirs)),
      ...(certManager === undefined ? [] : checkIssued({ gateway, namespace, certificates })),
    ];
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

/** What cert-manager would be asked for, and does not do (cert-manager, "Annotated Gateway resource"). */
function checkIssued({
  gateway,
  namespace,
  certificates,
}: Required<Pick<KubernetesProps, "gateway" | "namespace" | "certificates">>): Finding[] {
  if (gateway.parentRef !== undefined) {
    return [
      refusal(
        "gateway-issuer",
        "",
        "certManager: a Gateway that is there already asks for its certificates itself",
        "annotate that Gateway with the issuer, and leave certManager out",
      ),
    ];
  }
  return Object.entries(certificates).flatMap(([name, secret]) => {
    if (typeof secret === "string" || secret.namespace === undefined || secret.namespace === namespace) return [];
    return loss(
      "kubernetes-unissued-secret",
      "",
      `certificates.${name}: cert-manager fills Secrets of the Gateway's own namespace alone, and this is in "${secret.namespace}"`,
      "make a Certificate for it in that namespace, or have the Secret in the platform's",
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

function checkLoadBalancer(options: LoadBalancerOptions = {}): Finding[] {
  const { annotations, sourceRanges, implementation, loadBalancerClass } = options;
  const addresses = implementation?.type === "metallb" ? (implementation.addresses ?? []) : [];
  return [
    ...checkKeys("loadBalancer.annotations", annotations),
    ...checkKeys("loadBalancer.loadBalancerClass", loadBalancerClass === undefined ? {} : { [loadBalancerClass]: "" }),
    ...checkRanges("loadBalancer.sourceRanges", sourceRanges),
    ...addresses
      .filter((address) => !isUnknown(address) && !ipaddr.isValid(address))
      .map((address) =>
        refusal(
          "invalid-address",
          "",
          `loadBalancer.implementation.addresses: "${address}" is no IP address`,
          'write one as in "192.0.2.7" or "2001:db8::7"',
        ),
      ),
  ];
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
