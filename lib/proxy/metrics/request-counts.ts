import type { RequestRecord } from "../engine";
import { listenerName } from "../listener-identity";

/** Labels of the counter of requests. */
export interface RequestLabels {
  readonly listener: string;
  readonly router: string;
  readonly route: string;
  readonly service: string;
  readonly status_class: string;
}

/** Takes a duration, in seconds. */
type Observe = (seconds: number) => void;

/** Where a request came in, and where it went. */
type Way = Pick<RequestRecord, "listener" | "router" | "route" | "service">;

/** What was counted of the requests that have gone the same way. */
interface Count {
  readonly way: Way;
  readonly observe: Observe;
  /** By the first digit of the status. */
  readonly byClass: number[];
}

/**
 * Counts requests until a counter asks for them: to look a counter up by its labels for each request costs as much as to
 * find its route. Those in turn that go the same way find their count at once.
 */
export class RequestCounts {
  private readonly counts = new Map<string, Count>();
  private latest: Count | undefined;

  /** @param observerOf what takes the durations of a listener's requests to a service */
  constructor(private readonly observerOf: (listener: string, service: string) => Observe) {}

  add(record: RequestRecord): void {
    const { latest } = this;
    const count = latest !== undefined && isSameWay(latest.way, record) ? latest : this.find(record);
    const statusClass = Math.floor(record.status / 100);
    count.byClass[statusClass] = (count.byClass[statusClass] ?? 0) + 1;
    count.observe(record.milliseconds / 1000);
  }

  /** Hands over what was counted since the last time. */
  drain(take: (labels: RequestLabels, requests: number) => void): void {
    for (const { way, byClass } of this.counts.values()) {
      byClass.forEach((requests, statusClass) => {
        if (requests > 0) take({ ...labelsOf(way), status_class: `${statusClass}xx` }, requests);
      });
    }
    this.counts.clear();
    this.latest = undefined;
  }

  private find({ listener, router, route, service }: Way): Count {
    const way = { listener, router, route, service };
    const key = `${listenerName(listener)}\n${router}\n${route}\n${service}`;
    const known = this.counts.get(key);
    if (known === undefined) {
      const observe = this.observerOf(listenerName(listener), service ?? "");
      this.latest = { way, observe, byClass: [0, 0, 0, 0, 0, 0] };
    } else {
      // A listener that was opened anew may have the name of one before.
      this.latest = { ...known, way };
    }
    this.counts.set(key, this.latest);
    return this.latest;
  }
}

function isSameWay(one: Way, other: Way): boolean {
  return (
    one.listener === other.listener &&
    one.route === other.route &&
    one.service === other.service &&
    one.router === other.router
  );
}

function labelsOf({ listener, router = "", route = "", service = "" }: Way): Omit<RequestLabels, "status_class"> {
  return { listener: listenerName(listener), router, route, service };
}
