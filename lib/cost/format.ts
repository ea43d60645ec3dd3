import { CHARGES } from "./catalogue";
import type { Quantity } from "./item";
import type { CostReport, PricedItem, StackCost } from "./report";
import type { SharingCandidate } from "./sharing";

const KINDS = {
  application: "Application Load Balancer",
  network: "Network Load Balancer",
  gateway: "Gateway Load Balancer",
} as const;

/** A report as text for people. */
export function formatCost({ stacks, sharing, total }: CostReport): string {
  const parts = [
    ...stacks.map((stack) => formatStack(stack, total?.currency)),
    ...(sharing.length === 0 ? [] : [`${sharing.map(formatSharing).join("\n")}\n`]),
    ...(total === undefined ? [] : [formatTotal(stacks, total)]),
  ];
  return parts.join("\n");
}

function formatStack({ name, items, uncounted }: StackCost, currency: string | undefined): string {
  const always = items.filter(({ quantity }) => quantity !== undefined);
  const byUse = items.filter(({ quantity }) => quantity === undefined);
  const others = Object.entries(uncounted).map(([type, count]) => `${type} (${count})`);
  return [
    `${name}\n`,
    ...section("  all the time", always, (item) => alwaysCells(item, currency)),
    ...section("  by use", byUse, (item) => useCells(item, currency)),
    ...(others.length === 0 ? [] : [`  not counted: ${others.join(", ")}\n`]),
    ...(items.length + others.length === 0 ? ["  no resource of AWS\n"] : []),
  ].join("");
}

function section(
  title: string,
  items: readonly PricedItem[],
  cells: (item: PricedItem) => readonly string[],
): readonly string[] {
  if (items.length === 0) return [];
  const rows = items.map((item) => ({ cells: cells(item), note: item.note }));
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.cells.map((cell, index) => Math.max(cell.length, most[index] ?? 0)),
    [],
  );
  return [
    `${title}\n`,
    ...rows.map(({ cells, note }) => {
      const line = cells.map((cell, index) =>
        /^\d/.test(cell) && index === 0 ? cell.padStart(widths[0] ?? 0) : cell.padEnd(widths[index] ?? 0),
      );
      return `    ${line.join("  ").trimEnd()}\n${note === undefined ? "" : `      ${note}\n`}`;
    }),
  ];
}

function alwaysCells(
  { charge, quantity, resource, month }: PricedItem,
  currency: string | undefined,
): readonly string[] {
  const cells = [formatQuantity(quantity), charge, CHARGES[charge].what, resource];
  if (currency === undefined) return cells;
  return [...cells, month === undefined ? "no price given" : `${formatAmount(month)} ${currency} a month`];
}

function useCells({ charge, resource, price }: PricedItem, currency: string | undefined): readonly string[] {
  const { what, per } = CHARGES[charge];
  const cells = [charge, what, resource];
  if (currency === undefined) return cells;
  return [...cells, price === undefined ? "no price given" : `${price} ${currency} per ${per}`];
}

function formatQuantity(quantity: Quantity | undefined): string {
  return quantity === undefined ? "" : bounds(quantity, (value) => String(Number(value.toFixed(3))));
}

function formatAmount(month: Quantity): string {
  return bounds(month, (value) => value.toFixed(2));
}

function bounds({ low, high }: Quantity, format: (value: number) => string): string {
  if (high === undefined) return `${format(low)} or more`;
  return low === high ? format(low) : `${format(low)} to ${format(high)}`;
}

function formatSharing({ kind, balancers, together, sharedPorts }: SharingCandidate): string {
  const names = balancers.map(({ stack, resource, edge }) =>
    edge === undefined ? `${resource} of ${stack}` : `edge "${edge}" of ${stack}`,
  );
  const { listeners, rules, targetGroups } = together;
  const ports =
    sharedPorts.length === 0
      ? ""
      : `; on port ${sharedPorts.join(", ")} hosts or paths would tell their requests apart`;
  const has = `${listeners} listeners, ${rules} rules, ${targetGroups} target groups`;
  return `${names.join(" and ")} could share one ${KINDS[kind]}, which would have ${has}${ports}`;
}

function formatTotal(
  stacks: readonly StackCost[],
  { currency, month }: { readonly currency: string; readonly month: Quantity },
): string {
  const unpriced = stacks.flatMap(({ items }) =>
    items.filter((item) => item.quantity !== undefined && item.month === undefined).map(({ charge }) => charge),
  );
  const left = unpriced.length === 0 ? "" : `, without what has no price: ${[...new Set(unpriced)].join(", ")}`;
  return `${formatAmount(month)} ${currency} a month of 730 hours for what is there all the time${left}\n`;
}
