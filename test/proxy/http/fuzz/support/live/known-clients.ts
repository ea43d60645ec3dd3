/** Of how many clients something may still come after they are gone. */
const KNOWN = 256;

/** What is known of each client. Clients are told apart by their addresses, which the proxy tells: each has its own. */
export class KnownClients<Known> {
  private readonly byAddress = new Map<string, Known>();
  private count = 0;

  /** An address of this machine that no other client has had for long. */
  newAddress(): string {
    this.count += 1;
    // All of 127.0.0.0/8 is this machine; the first part of it is left to others.
    return `127.${1 + ((this.count >> 15) % 250)}.${(this.count >> 7) & 255}.${1 + (this.count & 127)}`;
  }

  /** @returns the address that the proxy has to tell of the client */
  add(known: Known, address = this.newAddress()): string {
    this.byAddress.delete(address);
    this.byAddress.set(address, known);
    const [oldest = ""] = this.byAddress.keys();
    if (this.byAddress.size > KNOWN) this.byAddress.delete(oldest);
    return address;
  }

  /** @param address as a request has it, if it has one */
  of(address: string | undefined): Known | undefined {
    return this.byAddress.get(address ?? "");
  }
}
