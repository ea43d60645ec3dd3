import type { Duration, SessionAffinity as SessionAffinitySpec } from "../../lib/topology";

/** Keeps a client on one instance of a service. */
export class SessionAffinity {
  /** By a cookie that the balancer sets. */
  static cookie(props: { readonly cookieName?: string; readonly ttl?: Duration } = {}): SessionAffinity {
    return new SessionAffinity({ type: "Cookie", ...props });
  }

  /** By the client's address. */
  static sourceIp(props: { readonly ttl?: Duration } = {}): SessionAffinity {
    return new SessionAffinity({ type: "SourceIP", ...props });
  }

  private constructor(readonly spec: SessionAffinitySpec) {}
}
