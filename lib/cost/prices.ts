import { nearest } from "../topology";
import { CHARGE_NAMES, type ChargeName, isChargeName } from "./catalogue";

/** What things cost: a file of the user's, since prices differ by region, contract and day. */
export interface Prices {
  /** As it stands behind amounts, `USD`. */
  readonly currency: string;
  readonly prices: Readonly<Partial<Record<ChargeName, number>>>;
}

/** What is wrong with a file of prices: every problem at once. */
export class PriceFileError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "PriceFileError";
  }
}

/**
 * Reads a file of prices.
 *
 * @throws PriceFileError where it is not one
 */
export function parsePrices(source: string): Prices {
  const { currency, prices, ...others } = record(parseJson(source), "the file");
  const problems = Object.keys(others).map((name) => `unknown field "${name}"; there are "currency" and "prices"`);
  if (typeof currency !== "string" || currency === "") problems.push('"currency" is missing, such as "USD"');
  const known: Partial<Record<ChargeName, number>> = {};
  for (const [name, price] of Object.entries(isRecord(prices) ? prices : {})) {
    if (!isChargeName(name)) problems.push(`prices: unknown name "${name}"${didYouMean(name)}`);
    else if (typeof price !== "number" || !(price >= 0))
      problems.push(`prices.${name}: a number of 0 or more is needed`);
    else known[name] = price;
  }
  if (!isRecord(prices)) problems.push('"prices" is missing: an object of numbers by name');
  if (problems.length > 0) throw new PriceFileError(problems);
  return { currency: String(currency), prices: known };
}

function didYouMean(name: string): string {
  const suggestion = nearest(name, CHARGE_NAMES);
  return suggestion === undefined ? `; there are ${CHARGE_NAMES.join(", ")}` : `; did you mean "${suggestion}"?`;
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new PriceFileError([`is no JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new PriceFileError([`${what} is not an object`]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
