import type { ParityRequest } from "../../request";

/** Fills nginx's variables in (nginx, "Alphabetical index of variables"); those that are not known here stay. */
export function fillVariables(text: string, { target, rawPath, arrival }: ParityRequest): string {
  const values: Readonly<Record<string, string>> = {
    scheme: arrival.scheme,
    host: target.hostname,
    http_host: target.host,
    request_uri: rawPath + target.search,
    uri: target.path,
    args: target.query,
    query_string: target.query,
    is_args: target.query === "" ? "" : "?",
    server_port: String(arrival.port),
  };
  return text.replace(/\$(?:\{([a-z_]+)\}|([a-z_]+))/g, (whole, braced?: string, plain?: string) => {
    return values[braced ?? plain ?? ""] ?? whole;
  });
}
