import { isWildcard } from "../../../topology";

/**
 * Finds the value for a server name: an exact hostname before a wildcard, a longer wildcard before a shorter one. A
 * wildcard stands for one or more labels, never for the apex. Of equal hostnames the first counts.
 *
 * The cost of a lookup grows with the labels of the name, not with the table.
 */
export class ServerNameTable<Value> {
  private readonly exact = new Map<string, Value>();
  /** By what follows the asterisk, the dot included. */
  private readonly suffixes = new Map<string, Value>();

  /** @param entries hostnames in lower case */
  constructor(entries: Iterable<readonly [hostname: string, value: Value]>) {
    for (const [hostname, value] of entries) {
      const map = isWildcard(hostname) ? this.suffixes : this.exact;
      const key = isWildcard(hostname) ? hostname.slice(1) : hostname;
      if (!map.has(key)) map.set(key, value);
    }
  }

  /** @param serverName in lower case */
  find(serverName: string): Value | undefined {
    const exact = this.exact.get(serverName);
    if (exact !== undefined || this.suffixes.size === 0) return exact;
    // The first dot that is not the first character: there is a label before it.
    for (let dot = serverName.indexOf(".", 1); dot >= 0; dot = serverName.indexOf(".", dot + 1)) {
      const value = this.suffixes.get(serverName.slice(dot));
      if (value !== undefined) return value;
    }
    return undefined;
  }
}
