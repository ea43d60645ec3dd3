/** Certificate authorities whose certificates clients may show, as PEM in S3. */
export interface TrustBundle {
  /** The name of the bucket, in the region of the load balancer. */
  readonly bucket: string;
  readonly key: string;
  /**
   * Which version of the object. Without it a changed bundle is not noticed.
   *
   * @default the latest when the trust store is made
   */
  readonly version?: string;
}

export interface VerifiedClients {
  /** The ARN of a trust store that exists, or a bundle that Portico makes one of. */
  readonly trustStore: string | TrustBundle;
  /**
   * Whether certificates pass that are no longer valid.
   *
   * @default false
   */
  readonly ignoreExpiry?: boolean;
  /**
   * Whether clients are told the names of the authorities, so that they can choose among their certificates.
   *
   * @default false
   */
  readonly advertiseAuthorities?: boolean;
}

/** What a load balancer does with certificates of clients, told apart by `mode`. */
export type MutualTlsSpec = { readonly mode: "passthrough" } | ({ readonly mode: "verify" } & VerifiedClients);

/** Whether, and how, clients have to show certificates (ELB user guide, "Mutual authentication with TLS"). */
export class MutualTls {
  /** Clients have to show one, which is passed on unchecked as `X-Amzn-Mtls-Clientcert`: the service checks it. */
  static passthrough(): MutualTls {
    return new MutualTls({ mode: "passthrough" });
  }

  /** Clients have to show one that an authority of the trust store has signed. */
  static verify(clients: VerifiedClients): MutualTls {
    return new MutualTls({ mode: "verify", ...clients });
  }

  private constructor(readonly spec: MutualTlsSpec) {}
}
