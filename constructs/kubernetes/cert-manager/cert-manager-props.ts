/** Who issues certificates, where cert-manager fills the Secrets that a platform names. */
export type CertManagerProps =
  | {
      /** An Issuer of the namespace, by its name. */
      readonly issuer: string;
    }
  | {
      /** A ClusterIssuer, by its name. */
      readonly clusterIssuer: string;
    };

/** The annotation that cert-manager looks for (cert-manager, "Annotated Ingress resource" and "Annotated Gateway resource"). */
export function issuerAnnotation(props: CertManagerProps): Readonly<Record<string, string>> {
  return "issuer" in props
    ? { "cert-manager.io/issuer": props.issuer }
    : { "cert-manager.io/cluster-issuer": props.clusterIssuer };
}
