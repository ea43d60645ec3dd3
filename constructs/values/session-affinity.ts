import type { Duration, SessionAffinity as SessionAffinitySpec } from "../../lib/topology";

/** Keeps a client on one instance of a service. */
export class SessionAffinity {
  /**
   * By a cookie that the balancer sets; for services that speak HTTP.
   *
   * @param props - the cookie's name, `portico` by default, and how long it lives, the browser's session by default
   */
  static cookie(props: { readonly cookieName?: string; readonly ttl?: Duration } = {}): SessionAffinity {
    return new SessionAffinity({ type: "Cookie", ...props });
  }

  /**
   * By the client's address.
   *
   * @param props - how long a client is remembered, "1h" by default
   */
  static sourceIp(props: { readonly ttl?: Duration } = {}): SessionAffinity {
    return new SessionAffinity({ type: "SourceIP", ...props });
  }

  private constructor(readonly spec: SessionAffinitySpec) {}
}
