/** A request that is answered before any route is looked at. */
export interface Refusal {
  readonly status: 400 | 501;
  /** What is wrong with the request, as a sentence without its full stop. */
  readonly reason: string;
}

export function refuse(reason: string): Refusal {
  return { status: 400, reason };
}

export function isRefusal(value: string | object): value is Refusal {
  return typeof value === "object" && "reason" in value;
}
