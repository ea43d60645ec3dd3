import { type ClientRequest, request } from "node:http";
import type { Lease, MirrorPlan, Outcome, OutgoingRequest, PickContext } from "../../engine";
import type { UpstreamPool } from "./upstream-pool";

/** Sends copies of requests and forgets about them. Above a number under way at one time, copies are left out. */
export class MirrorSender {
  private underWay = 0;

  constructor(private readonly pool: UpstreamPool) {}

  send(
    mirror: MirrorPlan,
    method: string,
    outgoing: OutgoingRequest,
    body: Buffer | undefined,
    client: Omit<PickContext, "tried">,
  ): void {
    if (this.underWay >= this.pool.limits.mirrors) return;
    const lease = mirror.service?.acquire(client);
    if (lease === undefined) return;
    this.underWay += 1;
    const end = (outcome: Outcome): void => {
      this.underWay -= 1;
      lease.release(outcome);
    };
    try {
      new Copy(lease, this.pool, method, outgoing, body, end);
    } catch {
      // The same field or path keeps the request itself from being sent; its log line says so.
      end("abandoned");
    }
  }
}

class Copy {
  private ended = false;
  private readonly sent: ClientRequest;
  private readonly timer: NodeJS.Timeout;

  constructor(
    lease: Lease,
    pool: UpstreamPool,
    method: string,
    outgoing: OutgoingRequest,
    body: Buffer | undefined,
    private readonly onEnd: (outcome: Outcome) => void,
  ) {
    const { instance } = lease;
    this.sent = request({
      host: instance.address,
      port: instance.port,
      method,
      path: outgoing.path,
      headers: ["Host", outgoing.host, ...outgoing.fields, "Content-Length", String(body?.length ?? 0)],
      agent: pool.agentFor(instance),
    });
    this.timer = setTimeout(() => this.end("failed"), pool.limits.mirrorTime);
    lease.onRevoked = () => this.end("abandoned");
    this.sent.on("error", () => this.end("failed"));
    this.sent.on("response", (response) => {
      response.on("end", () => this.end("completed"));
      response.on("error", () => this.end("failed"));
      response.resume();
    });
    this.sent.end(body);
  }

  private end(outcome: Outcome): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.onEnd(outcome);
    if (outcome !== "completed") this.sent.destroy();
  }
}
