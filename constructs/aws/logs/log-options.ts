/** What load balancers write to S3. */
export interface LogOptions {
  /**
   * Whether there is a line for each request. Network Load Balancers have lines for connections of TLS listeners alone.
   *
   * @default true
   */
  readonly access?: boolean;
  /**
   * Whether Application Load Balancers write a line for each connection, with what was agreed on in TLS.
   *
   * @default false
   */
  readonly connections?: boolean;
  /**
   * Whether Application Load Balancers write a line for each health check.
   *
   * @default false
   */
  readonly healthChecks?: boolean;
  /**
   * The name of a bucket that exists already, in the region of the load balancers, encrypted with keys of S3, and with a
   * policy that lets Elastic Load Balancing write (ELB user guide, "Enable access logs").
   *
   * @default a bucket of the stack
   */
  readonly bucket?: string;
  /**
   * What the names of the objects start with; `AWSLogs` is no part of it.
   *
   * @default the name of the edge
   */
  readonly prefix?: string;
  /**
   * For how many days the stack's bucket keeps what is written.
   *
   * @default 90
   */
  readonly retentionDays?: number;
}

/** Which logs there are, and what their objects' names hold after the prefix. */
export const LOG_FOLDERS = { access: "access", connections: "connections", healthChecks: "health-checks" } as const;

export const DEFAULT_LOGS = { access: true, connections: false, healthChecks: false, retentionDays: 90 } as const;
