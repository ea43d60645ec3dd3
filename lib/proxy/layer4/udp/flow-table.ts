/** Flows by the client's address and port, found without making a key of the two for each datagram. */
export class FlowTable<Flow> {
  private readonly byAddress = new Map<string, Map<number, Flow>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(address: string, port: number): Flow | undefined {
    return this.byAddress.get(address)?.get(port);
  }

  set(address: string, port: number, flow: Flow): void {
    const byPort = this.byAddress.get(address) ?? new Map<number, Flow>();
    this.byAddress.set(address, byPort);
    if (!byPort.has(port)) this.count += 1;
    byPort.set(port, flow);
  }

  /** Takes a flow out, unless another has taken its place. */
  delete(address: string, port: number, flow: Flow): void {
    const byPort = this.byAddress.get(address);
    if (byPort?.get(port) !== flow) return;
    byPort.delete(port);
    this.count -= 1;
    if (byPort.size === 0) this.byAddress.delete(address);
  }

  values(): Flow[] {
    return [...this.byAddress.values()].flatMap((byPort) => [...byPort.values()]);
  }
}
