import type { CertManagerProps } from "./cert-manager";
import type { GatewayProps } from "./gateway";
import type { IngressDialectName } from "./ingress";
import type { LoadBalancerOptions } from "./load-balancer";
import type { EntryPoints } from "./routes";
import type { ServiceOptions } from "./service";
import type { WorkloadOptions } from "./workload";

export interface KubernetesProps {
  /** The namespace of every object. */
  readonly namespace: string;
  /**
   * The class of the Ingresses.
   *
   * @default the cluster's default class
   */
  readonly ingressClassName?: string;
  /**
   * What the controller of the class makes of an Ingress beyond the standard.
   *
   * @default what classes of this name usually are: `traefik`, `haproxy`, `nginx`, and `alb` for the
   * `aws-load-balancer-controller`; otherwise `generic`
   */
  readonly ingressDialect?: IngressDialectName;
  /**
   * Annotations of every Ingress.
   *
   * @default none
   */
  readonly ingressAnnotations?: Readonly<Record<string, string>>;
  /**
   * Secrets of type `kubernetes.io/tls`, in the namespace, by the name that HTTPS listeners call the certificate. With
   * the AWS Load Balancer Controller, ARNs of certificates in ACM.
   *
   * @default none
   */
  readonly certificates?: Readonly<Record<string, string | TlsSecretProps>>;
  /**
   * Has cert-manager fill these Secrets, and renew what is in them.
   *
   * @default none: the Secrets are there already
   */
  readonly certManager?: CertManagerProps;
  /**
   * Labels of every object, beside those that Portico needs itself.
   *
   * @default none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Lowers edges and routers to the Gateway API, in place of Ingresses: an edge to a Gateway, a router to HTTPRoutes.
   *
   * @default Ingresses
   */
  readonly gateway?: GatewayProps;
  /**
   * Traefik's entry points by the port that clients connect to.
   *
   * @default those of its Helm chart: `{ 80: "web", 443: "websecure" }`
   */
  readonly entryPoints?: EntryPoints;
  /**
   * What kind of Service a service becomes: `platform.with({ service: { type: "Headless" } })` for one of them.
   *
   * @default a Service of type ClusterIP
   */
  readonly service?: ServiceOptions;
  /**
   * How the workloads of services run, and who may connect to them.
   *
   * @default what the Pod Security Standard "restricted" allows
   */
  readonly workload?: WorkloadOptions;
  /**
   * The load balancers of listeners that lead to a service without a router. The one of a Gateway is told its annotations
   * alone, those of `implementation` too; what it is not told is refused.
   *
   * @default open to every address; services see the client's address where their instances are pods
   */
  readonly loadBalancer?: LoadBalancerOptions;
  /**
   * How objects of kinds that the Kubernetes provider has no resource of its own for get to the cluster: those of the
   * Gateway API and of ingress controllers.
   *
   * - `kubernetes_manifest`: by Terraform, which needs the cluster, with the definitions of these kinds in it, as soon as
   *   it plans.
   * - `yaml`: Terraform writes them to files, for `kubectl apply`, Argo CD or Flux, and neither asks for the cluster nor
   *   for its definitions. Needs the package `@cdktf/provider-local`.
   *
   * @default "kubernetes_manifest"
   */
  readonly manifests?: "kubernetes_manifest" | "yaml";
  /**
   * The folder of the files that `yaml` writes, each as `NAMESPACE/KIND-NAME.yaml`. A relative path starts from the folder
   * of the stack's Terraform configuration, which is `cdktf.out/stacks/STACK` for `cdktf deploy`.
   *
   * @default "manifests"
   */
  readonly manifestDirectory?: string;
}

/** A Secret of type `kubernetes.io/tls`. */
export interface TlsSecretProps {
  readonly secretName: string;
  /**
   * Where the Secret is. With the Gateway API alone it may be in another namespace than the edge, where a ReferenceGrant
   * lets the Gateway have it.
   *
   * @default the platform's own
   */
  readonly namespace?: string;
  /**
   * The names that the certificate is for. Of several certificates, some controllers find that out by themselves.
   *
   * @default every host of the router, where the listener has this certificate alone
   */
  readonly hostnames?: readonly string[];
}
