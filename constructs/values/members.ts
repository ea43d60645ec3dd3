/** Addresses of instances; each with the service's port unless it names its own. */
export interface AddressMembers {
  readonly type: "addresses";
  readonly addresses: readonly MemberAddress[];
}

/** Pods that carry these labels. */
export interface SelectorMembers {
  readonly type: "selector";
  readonly labels: Readonly<Record<string, string>>;
}

/** One instance by its address. */
export interface MemberAddress {
  /** An IP address or a host name. */
  readonly address: string;
  /** @default the service's port */
  readonly port?: number;
  /** @default 1 */
  readonly weight?: number;
}

/** Which instances make up a service. */
export class Members {
  /** By address. */
  static addresses(addresses: readonly (string | MemberAddress)[]): Members {
    return new Members({
      type: "addresses",
      addresses: addresses.map((entry) => (typeof entry === "string" ? { address: entry } : entry)),
    });
  }

  /** By the labels of pods; for platforms inside a cluster. */
  static selector(labels: Readonly<Record<string, string>>): Members {
    return new Members({ type: "selector", labels });
  }

  private constructor(readonly spec: AddressMembers | SelectorMembers) {}
}
