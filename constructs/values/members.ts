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

/** Instances that one platform alone knows how to find, such as those of an Auto Scaling group. */
export interface PlatformMembers {
  readonly type: "platform";
  /** The name of the platform. */
  readonly platform: string;
  /** What the platform makes of it. */
  readonly members: object;
}

/** One instance by its address. */
export interface MemberAddress {
  /** An IP address or a host name, without port. */
  readonly address: string;
  /** @default the service's port */
  readonly port?: number;
  /**
   * A share relative to the sum of all members' weights; 0 takes no traffic.
   *
   * @default 1
   */
  readonly weight?: number;
}

/** Which instances make up a service. */
export class Members {
  /**
   * By address. Each may be a token; a whole list that only Terraform will know is refused when the stack is
   * synthesized, since a target needs to know how many there are.
   */
  static addresses(addresses: readonly (string | MemberAddress)[]): Members {
    return new Members({
      type: "addresses",
      addresses: addresses.map((entry) => (typeof entry === "string" ? { address: entry } : entry)),
    });
  }

  /** By the labels of pods: each pod that carries all of them. For platforms inside a cluster; others refuse it. */
  static selector(labels: Readonly<Record<string, string>>): Members {
    return new Members({ type: "selector", labels });
  }

  /** By means of one platform; its package makes these. Services on other platforms refuse them. */
  static ofPlatform(platform: string, members: object): Members {
    return new Members({ type: "platform", platform, members });
  }

  private constructor(readonly spec: AddressMembers | SelectorMembers | PlatformMembers) {}
}
