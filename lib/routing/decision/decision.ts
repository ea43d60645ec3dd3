import type { BackendShare } from "../action";
import type { HeaderEntry } from "../route-request";
import type { NearMiss } from "./near-miss";

/** A request as a person or a test names it. */
export interface DecisionRequest {
  readonly method: string;
  /** An absolute `http` or `https` URL, or a path for which `headers` name the Host. Nothing of it is normalized yet. */
  readonly url: string;
  /** A Host here wins over that of `url`. */
  readonly headers?: readonly HeaderEntry[];
  /**
   * The client's address.
   *
   * @default "127.0.0.1"
   */
  readonly sourceIp?: string;
  /**
   * The listener that gets the request, as `NAME` or `EDGE/NAME`.
   *
   * @default that of the URL's scheme and port, else the first of its scheme, else the first for HTTP or HTTPS
   */
  readonly listener?: string;
}

/** What happens to a request. */
export interface Decision {
  /** `null` where the Topology has none for HTTP or HTTPS. */
  readonly listener: string | null;
  readonly router: string | null;
  readonly route: string | null;
  /** Of several backends the one with the largest weight. */
  readonly service: string | null;
  /** Set where the proxy itself answers. */
  readonly status: number | null;
  /** Path and query as the service sees them; those of the request where no service does; `null` where the request was refused (400, 501). */
  readonly path: string | null;
  /** The Host as the service sees it; that of the request where no service does; `null` where the request was refused (400, 501). */
  readonly host: string | null;
  /** Why the proxy answers, as a sentence without its full stop. */
  readonly reason?: string;
  /** That the listener is not the one that the URL leads to, since there is none, as a sentence without its full stop. */
  readonly note?: string;
  /** The place in its route's list of the match that decided. */
  readonly matchIndex?: number;
  /** The Location field of a redirect. */
  readonly location?: string;
  /** The body of a fixed response. */
  readonly response?: { readonly contentType: string; readonly body: string };
  /** All backends of the route that the request is sent to, each with its share. */
  readonly backends?: readonly BackendShare[];
  /** The routes that came close, the closest first; only where it was asked for. */
  readonly trace?: readonly NearMiss[];
}
