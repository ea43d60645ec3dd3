import { TerraformDocument } from "../parity";
import { CHARGES } from "./catalogue";
import { countItems, uncounted } from "./count";
import { type CostItem, type Quantity, times } from "./item";
import type { Prices } from "./prices";
import { type SharingCandidate, sharingCandidates } from "./sharing";

/** A synthesized stack. */
export interface StackOutput {
  readonly name: string;
  /** The text of its `cdk.tf.json`, or what that parses to. */
  readonly output: string | object;
}

/** Something that AWS bills, and what it comes to where prices were given. */
export interface PricedItem extends CostItem {
  /** The price of one. */
  readonly price?: number;
  /** What a month of it costs, of what is there all the time. */
  readonly month?: Quantity;
}

export interface StackCost {
  readonly name: string;
  readonly items: readonly PricedItem[];
  /** Types of AWS's resources that nothing is known about, with their numbers. */
  readonly uncounted: Readonly<Record<string, number>>;
}

export interface CostReport {
  readonly stacks: readonly StackCost[];
  readonly sharing: readonly SharingCandidate[];
  /** Present where prices were given: a month of all that is there all the time and has a price. */
  readonly total?: { readonly currency: string; readonly month: Quantity };
}

/** AWS's own calculator has months of this many hours. */
const HOURS_PER_MONTH = 730;

/**
 * What AWS will bill for stacks, counted from their output.
 *
 * @throws SyntaxError where an output is not JSON
 */
export function costReport(outputs: readonly StackOutput[], prices?: Prices): CostReport {
  const stacks = outputs.map(({ name, output }) => ({ name, document: new TerraformDocument(output) }));
  const costs = stacks.map(({ name, document }) => ({
    name,
    items: countItems(document).map((item) => priced(item, prices)),
    uncounted: uncounted(document),
  }));
  const sharing = sharingCandidates(stacks);
  if (prices === undefined) return { stacks: costs, sharing };
  const months = costs.flatMap(({ items }) => items.flatMap(({ month }) => month ?? []));
  return { stacks: costs, sharing, total: { currency: prices.currency, month: sum(months) } };
}

function priced(item: CostItem, prices: Prices | undefined): PricedItem {
  const price = prices?.prices[item.charge];
  if (price === undefined) return item;
  const { per } = CHARGES[item.charge];
  const factor = per === "hour" ? HOURS_PER_MONTH : per === "month" ? 1 : undefined;
  if (item.quantity === undefined || factor === undefined) return { ...item, price };
  return { ...item, price, month: times(item.quantity, price * factor) };
}

function sum(quantities: readonly Quantity[]): Quantity {
  const low = quantities.reduce((total, { low }) => total + low, 0);
  if (quantities.some(({ high }) => high === undefined)) return { low };
  return { low, high: quantities.reduce((total, { high = 0 }) => total + high, 0) };
}
