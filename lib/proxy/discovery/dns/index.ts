import { type LookupAddress, lookup } from "node:dns";
import { type DnsDiscovery, type Member, parseDuration } from "../../../topology";
import type { Discoverer, DiscovererFactory, DiscoveryListener } from "../discoverer";

/** Milliseconds; a shorter `refresh` would only load the resolver. */
const SHORTEST = 100;

/** What of `dns.lookup` is used. */
export type Lookup = (
  hostname: string,
  options: { readonly all: true },
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** Asks for the addresses of a host name, again and again. */
export class DnsDiscoverer implements Discoverer {
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private known = "";

  constructor(
    private readonly discovery: DnsDiscovery,
    private readonly listener: DiscoveryListener,
    private readonly lookup: Lookup,
  ) {
    this.ask();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private ask(): void {
    const { hostname, port, refresh = "10s" } = this.discovery;
    this.lookup(hostname, { all: true }, (error, addresses) => {
      if (this.closed) return;
      const pause = Math.min(Math.max(parseDuration(refresh), SHORTEST), 0x7fff_ffff);
      this.timer = setTimeout(() => this.ask(), pause);
      this.timer.unref();
      if (error !== null) this.listener.onError(`${hostname}: ${error.message}`);
      else this.learn(addresses.map(({ address }) => ({ address, port })));
    });
  }

  private learn(members: readonly Member[]): void {
    const known = members
      .map(({ address }) => address)
      .sort()
      .join(" ");
    if (known === this.known) return;
    this.known = known;
    this.listener.onMembers(members);
  }
}

export const createDnsDiscoverer: DiscovererFactory<DnsDiscovery> = (discovery, listener) =>
  new DnsDiscoverer(discovery, listener, lookup);
