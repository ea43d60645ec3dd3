import type { Duration } from "../../lib/topology";

/** Addresses of instances; each with the service's port unless it names its own. */
export interface AddressMembers {
  readonly type: "addresses";
  readonly addresses: readonly MemberAddress[];
}

/** All addresses of a host name, each an instance with the service's port. */
export interface DnsMembers extends DnsMembersProps {
  readonly type: "dns";
  readonly hostname: string;
}

export interface DnsMembersProps {
  /**
   * How long addresses that were found are taken for all there are, before they are looked up again; 100 ms at least.
   *
   * @default "10s"
   */
  readonly refresh?: Duration;
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
   * By address. A host name is one instance, whatever it resolves to. Each may be a token; a whole list that only
   * Terraform will know is refused when the stack is synthesized, since a target needs to know how many there are.
   */
  static addresses(addresses: readonly (string | MemberAddress)[]): Members {
    return new Members({
      type: "addresses",
      addresses: addresses.map((entry) => (typeof entry === "string" ? { address: entry } : entry)),
    });
  }

  /**
   * By a host name that stands for several instances, such as a headless Service in a cluster: each of its addresses is
   * one, on the service's port. They are looked up again and again while the proxy runs (A and AAAA records, as the
   * system's resolver finds them). For the self-hosted proxy; others refuse it (`dns-members`).
   *
   * Instances that are spoken to over TLS are known by address then: `tls.hostname` says what their certificates are for.
   */
  static dns(hostname: string, props: DnsMembersProps = {}): Members {
    return new Members({ type: "dns", hostname, ...props });
  }

  /** By the labels of pods: each pod that carries all of them. For platforms inside a cluster; others refuse it. */
  static selector(labels: Readonly<Record<string, string>>): Members {
    return new Members({ type: "selector", labels });
  }

  /** By means of one platform; its package makes these. Services on other platforms refuse them. */
  static ofPlatform(platform: string, members: object): Members {
    return new Members({ type: "platform", platform, members });
  }

  private constructor(readonly spec: AddressMembers | DnsMembers | SelectorMembers | PlatformMembers) {}
}
