import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import type { HttpPolicy } from "../../engine";
import { detached } from "../detached";
import { FORWARDED } from "./wire/field-kind";
import { has, valueOfName } from "./wire/field-section";
import type { HeadParser } from "./wire/head-parser";

type TrustedProxies = NonNullable<HttpPolicy["trustedProxies"]>;

/**
 * The client's address behind proxies that are believed: each has added the address that it was connected from to
 * X-Forwarded-For, so that the last one that is no such proxy is the client. What stands before it anybody may have
 * written. Where all are proxies it is the first; what is no address ends the search.
 *
 * @param peer where the connection comes from: one of the proxies
 */
export function clientAddress(message: HeadParser, peer: string, proxies: TrustedProxies): string {
  if (!has(message, FORWARDED)) return peer;
  const named = valueOfName(message, "x-forwarded-for")?.split(",") ?? [];
  let client = peer;
  for (let index = named.length - 1; index >= 0; index--) {
    const address = addressOf(named[index]?.trim() ?? "");
    if (address === undefined) break;
    client = address;
    if (!proxies.includes(address)) break;
  }
  return client;
}

/** An address in its usual form, which may be remembered. Some proxies add the port, and brackets to IPv6. */
function addressOf(text: string): string | undefined {
  const bare = /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  if (isIPv4(bare)) return detached(bare);
  return isIPv6(bare) && !bare.includes("%") ? ipaddr.process(bare).toString() : undefined;
}
