import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { BoundAddress, EngineContext, Instance, Lease, ListenerEngine, UdpListenerPlan } from "../../engine";
import { TimerWheel } from "../../time";
import { DEFAULT_LIMITS, type Layer4Limits } from "../limits";
import { FlowTable } from "./flow-table";
import { canTake } from "./send-queue";
import { type FlowClient, type FlowSurroundings, UdpFlow } from "./udp-flow";

/** Milliseconds between two reports of datagrams that were dropped: anyone can send many. */
const REPORT_INTERVAL = 1000;

/**
 * A UDP listener: the datagrams of one client address and port go to one instance of the service until there was none
 * for the idle time, and what that instance answers goes back. A datagram that is refused before anything was answered
 * is sent to another instance.
 */
export function createUdpEngine(
  plan: UdpListenerPlan,
  context: EngineContext,
  limits: Layer4Limits = DEFAULT_LIMITS,
): ListenerEngine<UdpListenerPlan> {
  return new UdpEngine(plan, context, limits);
}

class UdpEngine implements ListenerEngine<UdpListenerPlan> {
  private readonly socket: Socket;
  private readonly flows = new FlowTable<UdpFlow>();
  private readonly surroundings: FlowSurroundings;
  private stopped: Promise<void> | undefined;
  private reportedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private plan: UdpListenerPlan,
    private readonly context: EngineContext,
    private readonly limits: Layer4Limits,
  ) {
    this.socket = createSocket(isIPv6(plan.address) ? "udp6" : "udp4");
    this.surroundings = {
      observer: context.observer,
      wheel: new TimerWheel(),
      reply: ({ address, port }, datagram) => {
        if (canTake(this.socket)) this.socket.send(datagram, port, address, ignore);
      },
      onEnded: (flow, unanswered) => this.onEnded(flow, unanswered),
    };
  }

  open(): Promise<BoundAddress> {
    const { address, port } = this.plan;
    const { socket } = this;
    return new Promise((resolve, reject) => {
      socket.once("error", (error) => {
        socket.close();
        reject(error);
      });
      socket.bind(port, address, () => {
        // From now on a datagram that could not be received or sent is lost, as datagrams may be.
        socket.removeAllListeners("error").on("error", ignore);
        socket.on("message", (datagram, client) => this.onDatagram(client, datagram));
        const bound = socket.address();
        resolve({ address: bound.address, port: bound.port });
      });
    });
  }

  update(plan: UdpListenerPlan): void {
    this.plan = plan;
  }

  /** Ends the flows, too: their answers could not be sent from anywhere else. */
  stopAccepting(): Promise<void> {
    this.stopped ??= new Promise((resolve) => {
      for (const flow of this.flows.values()) flow.cut(undefined);
      this.socket.close(() => resolve());
    });
    return this.stopped;
  }

  async drain(): Promise<void> {
    await this.stopped;
  }

  private onDatagram(client: FlowClient, datagram: Buffer): void {
    const flow = this.flows.get(client.address, client.port) ?? this.begin(client, []);
    flow?.send(datagram);
  }

  /** @param tried instances that have refused what the client sent */
  private begin({ address, port }: FlowClient, tried: readonly Instance[]): UdpFlow | undefined {
    const { plan } = this;
    const lease = this.acquire(address, tried);
    if (typeof lease === "string") {
      this.report(address, lease);
      return undefined;
    }
    const flow = new UdpFlow({ address, port }, lease, [...tried, lease.instance], plan, this.surroundings);
    this.flows.set(address, port, flow);
    return flow;
  }

  /** @returns why there is none, where there is none */
  private acquire(sourceAddress: string, tried: readonly Instance[]): Lease | string {
    if (this.flows.size >= this.limits.flows) return `more than ${this.limits.flows} flows`;
    if (tried.length >= this.limits.connectAttempts) return "every instance that was tried has refused";
    const lease = this.plan.service.acquire({ sourceAddress, tried });
    if (lease === undefined) return "no usable instance";
    if (!tried.includes(lease.instance)) return lease;
    lease.release("abandoned");
    return "every instance that was tried has refused";
  }

  private onEnded(flow: UdpFlow, unanswered: Buffer | undefined): void {
    const { client, tried } = flow;
    this.flows.delete(client.address, client.port, flow);
    if (unanswered !== undefined && this.stopped === undefined) this.begin(client, tried)?.send(unanswered);
  }

  private report(sourceAddress: string, reason: string): void {
    const now = performance.now();
    if (now - this.reportedAt < REPORT_INTERVAL) return;
    this.reportedAt = now;
    this.context.observer.sessionEnded({
      listener: this.plan,
      service: this.plan.service.name,
      instance: undefined,
      sourceAddress,
      serverName: undefined,
      milliseconds: 0,
      bytesFromClient: 0,
      bytesToClient: 0,
      reason,
    });
  }
}

function ignore(): void {}
