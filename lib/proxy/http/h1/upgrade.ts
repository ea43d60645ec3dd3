/**
 * The protocols of an Upgrade field that the proxy may let a service change to. HTTP/2 is none of them, whatever else is
 * listed with it: its change by Upgrade is gone from its standard (RFC 9113 section 3.1), and requests that no route has
 * seen would follow on the same connection.
 *
 * @returns `undefined` where there is none
 */
export function offeredProtocols(field: string | undefined): string | undefined {
  if (field === undefined || (/[^\s,]/.test(field) && !/h2c/i.test(field))) return field;
  const others = items(field).filter((protocol) => protocol.toLowerCase() !== "h2c");
  return others.length === 0 ? undefined : others.join(", ");
}

/** Whether a service changes to nothing that it was not offered (RFC 9110 section 7.8). */
export function isOffered(protocols: string, offered: string | undefined): boolean {
  const known = items(offered?.toLowerCase() ?? "");
  const chosen = items(protocols.toLowerCase());
  return chosen.length > 0 && chosen.every((protocol) => known.includes(protocol));
}

function items(list: string): readonly string[] {
  return list
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
