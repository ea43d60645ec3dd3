/** What the proxy does where standards leave a choice. The defaults are the strict ones. */
export interface HttpPolicy {
  /**
   * Request fields whose names hold an underscore. Some services (CGI and its heirs) cannot tell `_` from `-`.
   *
   * - `keep`: sent on, but for those that would then pass for a field that the proxy vouches for (`X_Forwarded_For`,
   *   `Content_Length`), which are always left out. The risk: a service that trusts fields of its own making from
   *   elsewhere, such as `X-User`, may take a client's `X_User` for it.
   * - `drop`: left out.
   * - `refuse`: the request is answered with 400.
   */
  readonly underscores: "keep" | "drop" | "refuse";
  /**
   * Networks of proxies in front, as CIDR ranges: what their requests say in `X-Forwarded-For`, `X-Forwarded-Proto`,
   * `X-Forwarded-Host`, `X-Forwarded-Port` and `Forwarded` is passed on and added to. From everywhere else it is
   * replaced. The risk of naming a network: whoever can connect from there can claim any origin.
   */
  readonly trustedProxies: readonly string[];
}

export const DEFAULT_POLICY: HttpPolicy = { underscores: "keep", trustedProxies: [] };
