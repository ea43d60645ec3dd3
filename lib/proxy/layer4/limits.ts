/** Bounds of a listener below HTTP that a Topology does not set. */
export interface Layer4Limits {
  /**
   * Milliseconds for one try at connecting to an instance.
   *
   * @default 5000
   */
  readonly connectTimeout: number;
  /**
   * Instances tried for one connection, each at most once.
   *
   * @default 3
   */
  readonly connectAttempts: number;
  /**
   * Milliseconds for a TLS handshake that ends here, or for the ClientHello of one that is passed through.
   *
   * @default 10000
   */
  readonly handshakeTimeout: number;
  /**
   * Bytes of the longest ClientHello that is read for its server name.
   *
   * @default 16384
   */
  readonly clientHelloSize: number;
  /**
   * Flows that one UDP listener remembers; datagrams of further clients are dropped.
   *
   * @default 10000
   */
  readonly flows: number;
}

export const DEFAULT_LIMITS: Layer4Limits = {
  connectTimeout: 5000,
  connectAttempts: 3,
  handshakeTimeout: 10_000,
  clientHelloSize: 16_384,
  flows: 10_000,
};
