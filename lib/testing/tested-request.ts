import type { DecisionRequest, HeaderEntry } from "../routing";

/** A request as a test names it. */
export interface TestedRequest {
  /**
   * The Host, with its port where the client names one.
   *
   * @default "localhost"
   */
  readonly host?: string;
  /**
   * The path, with its query where there is one.
   *
   * @default "/"
   */
  readonly path?: string;
  /** @default "GET" */
  readonly method?: string;
  /** Values by field name; a list is a field that is sent once for each. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Where it is given, a listener must take it; targets without one are left out.
   *
   * @default "http"
   */
  readonly scheme?: "http" | "https";
  /**
   * The port that the client connects to; says which listener gets the request. Where it is given, a listener must take
   * it; targets without one are left out.
   *
   * @default the scheme's own
   */
  readonly port?: number;
  /**
   * The client's address.
   *
   * @default "127.0.0.1"
   */
  readonly sourceIp?: string;
  /**
   * The listener that gets the request, as `NAME` or `EDGE/NAME`. Targets without it are left out.
   *
   * @default that of the scheme and port, else the first of the scheme, else the first
   */
  readonly listener?: string;
}

export function toDecisionRequest(request: TestedRequest): DecisionRequest {
  const { host = "localhost", path = "/", method = "GET", scheme = "http", port, headers = {} } = request;
  const fields = Object.entries(headers).flatMap(([name, value]): readonly HeaderEntry[] =>
    (typeof value === "string" ? [value] : value).map((one) => [name, one]),
  );
  const authority = port === undefined ? host : `${host.replace(/:[0-9]*$/, "")}:${port}`;
  const named = fields.some(([name]) => name.toLowerCase() === "host");
  return {
    method,
    url: `${scheme}://${authority}${path.startsWith("/") ? path : `/${path}`}`,
    headers: named ? fields : [["Host", host], ...fields],
    ...(request.sourceIp === undefined ? {} : { sourceIp: request.sourceIp }),
    ...(request.listener === undefined ? {} : { listener: request.listener }),
  };
}
