import { isIP } from "node:net";
import type { BoundAddress } from "../engine";
import { ConfigurationError } from "../errors";

const PATTERN = /^(?:\[([^\]]+)\]|([^:]*)):([0-9]{1,5})$/;

/**
 * Reads `HOST:PORT`, with an IPv6 address in brackets. Port 0 takes a free one.
 *
 * @throws ConfigurationError where the text is something else
 */
export function readAdminAddress(text: string): BoundAddress {
  const [, v6, name, digits = ""] = PATTERN.exec(text) ?? [];
  const address = v6 ?? name ?? "";
  const port = Number(digits);
  if (address !== "" && port <= 65_535 && (v6 === undefined || isIP(v6) === 6)) return { address, port };
  const message = `"${text}" is not an address for the admin endpoint`;
  const remedy = 'write a host and a port, as in "127.0.0.1:9000" or "[::1]:9000"';
  throw new ConfigurationError([{ code: "invalid-admin-address", severity: "error", path: "", message, remedy }]);
}
