export type { Charge, ChargeName } from "./catalogue";
export { formatCost } from "./format";
export type { CostItem, Quantity } from "./item";
export { PriceFileError, type Prices, parsePrices } from "./prices";
export { type CostReport, costReport, type PricedItem, type StackCost, type StackOutput } from "./report";
export type { BalancerPlace, SharingCandidate } from "./sharing";
