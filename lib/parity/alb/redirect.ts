import type { ParityRequest } from "../request";
import { type Block, text } from "../terraform";

const KEYWORD = /#\{(protocol|host|port|path|query)\}/g;

/** A redirect action: its status, and the Location that it sends. */
export interface AlbRedirect {
  readonly status: number;
  location(request: ParityRequest): string;
}

/**
 * A redirect action (ELB user guide, "Redirect actions"). What is not given keeps its value, by way of the keywords
 * `#{protocol}`, `#{host}`, `#{port}`, `#{path}` (without its first slash) and `#{query}`. The Location always holds a
 * port, also where it is the scheme's default.
 */
export function readRedirect(redirect: Block): AlbRedirect {
  const { protocol, host, port, path, query, status_code: status } = redirect;
  const parts = {
    protocol: text(protocol) ?? "#{protocol}",
    host: text(host) ?? "#{host}",
    port: text(port) ?? "#{port}",
    path: text(path) ?? "/#{path}",
    query: text(query) ?? "#{query}",
  };
  return {
    status: text(status) === "HTTP_301" ? 301 : 302,
    location({ target, arrival }) {
      const values: Readonly<Record<string, string>> = {
        protocol: arrival.scheme,
        host: target.hostname,
        port: String(arrival.port),
        path: target.path.slice(1),
        query: target.query,
      };
      const fill = (part: string) => part.replace(KEYWORD, (_, keyword: string) => values[keyword] ?? "");
      const filledQuery = fill(parts.query);
      const authority = `${fill(parts.protocol).toLowerCase()}://${fill(parts.host)}:${fill(parts.port)}`;
      return `${authority}${fill(parts.path)}${filledQuery === "" ? "" : `?${filledQuery}`}`;
    },
  };
}
