/** What one run of a load generator has seen. */
export interface LoadResult {
  /** Answered in full. */
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds from a request's first byte sent to its response's last one read. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** Connections that failed or broke, requests that took too long, and statuses other than 2xx. */
  readonly errors: number;
}

/** The requests of a scenario. */
export interface RequestLoad {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Bytes of the request's body. */
  readonly bodySize?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A new connection for each request. */
  readonly close?: boolean;
  /** Asks for `/rN/` and the path, N being each number below this in turn. */
  readonly routes?: number;
}

/** Where the load goes, and how much. */
export interface LoadTarget {
  readonly origin: string;
  readonly connections: number;
  readonly seconds: number;
  /** A folder for files of the load generator. */
  readonly folder: string;
}
