import type { ExpressionFit } from "./http-match";
import type { ExpressionRank } from "./precedence";

/** How an implementation reads what the Gateway API leaves open. */
export interface Reading {
  /** Whether a request goes on to less specific hostnames where no match of the most specific one applies. */
  readonly hosts: "fall through" | "isolated";
  readonly expressions: ExpressionRank;
  readonly fit: ExpressionFit;
  /** What a GRPCRoute takes. */
  readonly calls: "every request" | "gRPC calls";
  /** Which of two kinds was there first, where their hostnames meet: the other is not accepted. */
  readonly oldest: "HTTPRoute" | "GRPCRoute";
}

type NamedReading = readonly [name: string, reading: Reading];

export const FIRST_READING: Reading = {
  hosts: "fall through",
  expressions: "before prefixes",
  fit: "whole",
  calls: "every request",
  oldest: "HTTPRoute",
};

export const OTHER_READINGS: readonly NamedReading[] = [
  ["which keeps requests at their most specific hostname", { ...FIRST_READING, hosts: "isolated" }],
  ["which tries regular expressions after prefixes", { ...FIRST_READING, expressions: "after prefixes" }],
  ["which lets regular expressions fit anywhere", { ...FIRST_READING, fit: "anywhere" }],
];

/** What matters where there are GRPCRoutes. */
export const GRPC_READINGS: readonly NamedReading[] = [
  ["which takes nothing but gRPC calls at GRPCRoutes", { ...FIRST_READING, calls: "gRPC calls" }],
  ["which has seen GRPCRoutes before HTTPRoutes", { ...FIRST_READING, oldest: "GRPCRoute" }],
];
