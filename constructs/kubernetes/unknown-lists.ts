import { isListMark } from "../unknown-values";
import { type Finding, refusal } from "./finding";

/** Lists that are one token: how many entries they have, and what they are, only Terraform knows. */
export function checkUnknownLists(value: unknown): Finding[] {
  return placesOfUnknownLists(value, "").map((at) =>
    refusal(
      "kubernetes-unknown-list",
      at,
      "the list is known only when Terraform runs, and objects are made of its entries now",
      "write the entries one by one; each of them may be a token",
    ),
  );
}

function placesOfUnknownLists(value: unknown, at: string): string[] {
  if (Array.isArray(value)) {
    if (value.some((entry) => typeof entry === "string" && isListMark(entry))) return [at];
    return value.flatMap((entry, index) => placesOfUnknownLists(entry, `${at}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => placesOfUnknownLists(entry, at === "" ? key : `${at}.${key}`));
}
