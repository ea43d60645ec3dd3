import type { ChargeName } from "./catalogue";

/** A number, or bounds of it; no upper one where the output does not say. */
export interface Quantity {
  readonly low: number;
  readonly high?: number;
}

/** Something that AWS bills for one resource of a stack. */
export interface CostItem {
  readonly charge: ChargeName;
  /** The resource's address, `aws_lb.edge`. */
  readonly resource: string;
  /** How many at a time; absent where it depends on the traffic alone. */
  readonly quantity?: Quantity;
  /** What of the output decides about the charge, for people. */
  readonly note?: string;
}

export function exactly(count: number): Quantity {
  return { low: count, high: count };
}

export function times({ low, high }: Quantity, factor: number): Quantity {
  return high === undefined ? { low: low * factor } : { low: low * factor, high: high * factor };
}
