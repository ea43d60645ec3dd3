import type {
  BasicAuth,
  Compression,
  Cors,
  ErrorPage,
  ExtensionRef,
  Filter as FilterSpec,
  FixedResponse,
  ForwardAuth,
  HeaderField,
  IpAccess,
  PathModifier,
  RateLimit,
  RequestRedirect,
} from "../../lib/topology";
import type { LogicalService } from "../logical-service";

/** Changes to header fields: `remove` first, then `set`, then `add`. */
export interface HeaderChanges {
  /** Values by field name; each replaces the field, or adds it. */
  readonly set?: Readonly<Record<string, string>>;
  /** Values by field name; each stands beside those that are there. */
  readonly add?: Readonly<Record<string, string>>;
  /** Names of fields to take away. */
  readonly remove?: readonly string[];
}

/** A new path; the query stays. One of the two is given. */
export interface PathChange {
  /** Takes the place of the prefix that the route matched. */
  readonly replacePrefixMatch?: string;
  /** Takes the place of the whole path. */
  readonly replaceFullPath?: string;
}

/** What happens to a request, or its response, on the way. */
export class Filter {
  /** Changes the request's header fields before it is sent on. */
  static requestHeaders(changes: HeaderChanges): Filter {
    return new Filter({ type: "RequestHeaderModifier", ...headerFields(changes) });
  }

  /** Changes the response's header fields before the client gets it. */
  static responseHeaders(changes: HeaderChanges): Filter {
    return new Filter({ type: "ResponseHeaderModifier", ...headerFields(changes) });
  }

  /** Changes what the service sees as host and path. */
  static rewrite(change: PathChange & { readonly hostname?: string }): Filter {
    const { hostname, ...path } = change;
    return new Filter({ type: "URLRewrite", ...(hostname === undefined ? {} : { hostname }), ...pathModifier(path) });
  }

  /** Answers with a redirect; what is not named stays as it was in the request. */
  static redirect(change: PathChange & Omit<RequestRedirect, "type" | "path">): Filter {
    const { replacePrefixMatch, replaceFullPath, ...rest } = change;
    const path: PathChange = {
      ...(replacePrefixMatch === undefined ? {} : { replacePrefixMatch }),
      ...(replaceFullPath === undefined ? {} : { replaceFullPath }),
    };
    return new Filter({ type: "RequestRedirect", ...rest, ...pathModifier(path) });
  }

  /**
   * Sends a copy of the request to another service too, and ignores its response.
   *
   * @param percent - which share of requests, 0 to 100; all of them by default
   */
  static mirror(service: LogicalService, percent?: number): Filter {
    return new Filter(
      { type: "RequestMirror", service: service.name, ...(percent === undefined ? {} : { percent }) },
      service,
    );
  }

  /** Answers by itself. */
  static fixedResponse(response: Omit<FixedResponse, "type">): Filter {
    return new Filter({ type: "FixedResponse", ...response });
  }

  /** Answers preflight requests, and lets pages of other origins read responses. */
  static cors(policy: Omit<Cors, "type">): Filter {
    return new Filter({ type: "CORS", ...policy });
  }

  /**
   * Asks for a name and a password.
   *
   * @param options - users as lines of an `htpasswd` file, or such a file where the proxy runs; hashes that are given here
   *   stand in the synthesized output
   */
  static basicAuth(options: Omit<BasicAuth, "type">): Filter {
    return new Filter({ type: "BasicAuth", ...options });
  }

  /** Asks a service whether a request may pass. */
  static forwardAuth(service: LogicalService, options: Omit<ForwardAuth, "type" | "service"> = {}): Filter {
    return new Filter({ type: "ForwardAuth", service: service.name, ...options }, service);
  }

  /** Turns clients away by their address. */
  static ipAccess(ranges: Omit<IpAccess, "type">): Filter {
    return new Filter({ type: "IPAccess", ...ranges });
  }

  /** Turns away who asks too often. */
  static rateLimit(limit: Omit<RateLimit, "type">): Filter {
    return new Filter({ type: "RateLimit", ...limit });
  }

  /** Turns away requests with a longer body. */
  static maxBodySize(bytes: number): Filter {
    return new Filter({ type: "MaxBodySize", bytes });
  }

  /** Compresses responses for clients that take it. */
  static compression(options: Omit<Compression, "type"> = {}): Filter {
    return new Filter({ type: "Compression", ...options });
  }

  /** Replaces the bodies of errors; of several pages for one status the first is used. */
  static errorPages(pages: readonly ErrorPage[]): Filter {
    return new Filter({ type: "ErrorPages", pages });
  }

  /**
   * Something that one target can do and others have no words for, by the name that its platform was given. A target
   * that does not know it refuses the route: what protects a service is never skipped.
   */
  static extension(reference: Omit<ExtensionRef, "type">): Filter {
    return new Filter({ type: "ExtensionRef", ...reference });
  }

  private constructor(
    readonly spec: FilterSpec,
    /** The service that the filter leads to, beside the route's backends. */
    readonly service?: LogicalService,
  ) {}
}

function headerFields(changes: HeaderChanges): {
  set?: HeaderField[];
  add?: HeaderField[];
  remove?: readonly string[];
} {
  const fields = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => ({ name, value }));
  return {
    ...(changes.set === undefined ? {} : { set: fields(changes.set) }),
    ...(changes.add === undefined ? {} : { add: fields(changes.add) }),
    ...(changes.remove === undefined ? {} : { remove: changes.remove }),
  };
}

function pathModifier({ replacePrefixMatch, replaceFullPath }: PathChange): { path?: PathModifier } {
  if (replacePrefixMatch !== undefined) return { path: { type: "ReplacePrefixMatch", replacePrefixMatch } };
  if (replaceFullPath !== undefined) return { path: { type: "ReplaceFullPath", replaceFullPath } };
  return {};
}
