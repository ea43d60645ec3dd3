import type { Filter } from "../../topology";
import { literal, type Variables } from "./code";

/** Factories that take what a filter says, but for its type, as one object. */
const FACTORIES = {
  FixedResponse: "fixedResponse",
  CORS: "cors",
  BasicAuth: "basicAuth",
  IPAccess: "ipAccess",
  RateLimit: "rateLimit",
  Compression: "compression",
} as const;

/** The filters that an import makes. */
export function filterCode(filter: Filter, variables: Variables): string {
  switch (filter.type) {
    case "URLRewrite":
      return `Filter.rewrite(${changed(filter)})`;
    case "RequestRedirect":
      return `Filter.redirect(${changed(filter)})`;
    case "MaxBodySize":
      return `Filter.maxBodySize(${filter.bytes})`;
    case "ErrorPages":
      return `Filter.errorPages(${literal(filter.pages)})`;
    case "ForwardAuth": {
      const { type: _, service, ...options } = filter;
      return `Filter.forwardAuth(${variables.of("Service", service)}, ${literal(options)})`;
    }
    case "RequestMirror":
      return `Filter.mirror(${variables.of("Service", filter.service)})`;
    case "FixedResponse":
    case "CORS":
    case "BasicAuth":
    case "IPAccess":
    case "RateLimit":
    case "Compression": {
      const { type, ...options } = filter;
      return `Filter.${FACTORIES[type]}(${literal(options)})`;
    }
    default:
      throw new RangeError(`no stack is written with ${filter.type}`);
  }
}

/** `path` as the factories take it: its one field beside the others. */
function changed(filter: Extract<Filter, { readonly type: "URLRewrite" | "RequestRedirect" }>): string {
  const { type: _, path, ...rest } = filter;
  if (path === undefined) return literal(rest);
  const { type: __, ...change } = path;
  return literal({ ...rest, ...change });
}
