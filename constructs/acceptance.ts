import type { IConstruct } from "constructs";
import { TerraformStack } from "./cdktf";

/** Codes of diagnostics that the user of a construct takes knowingly. */
interface Owner {
  readonly construct: IConstruct;
  readonly accept: readonly string[];
}

/** A place in the program that looks for diagnostics, and lets some of them pass. */
interface Report {
  readonly scope: IConstruct;
  readonly accept: readonly string[];
  /** The codes that it finds; pure. */
  readonly find: () => readonly string[];
}

/** An accepted code that nothing reported. */
export interface UnusedCode {
  readonly owner: IConstruct;
  readonly code: string;
}

/** What one app accepts and reports. */
class Ledger {
  readonly owners: Owner[] = [];
  readonly reports: Report[] = [];

  /** The codes that reports of the app find, each with the places in a stack where it is accepted. */
  used(): ReadonlySet<string> {
    const used = new Set<string>();
    for (const { scope, accept, find } of this.reports) {
      const within = new Set<IConstruct>(scope.node.scopes);
      const owners = this.owners.filter((owner) => owner.accept === accept || within.has(owner.construct));
      if (owners.length === 0) continue;
      for (const code of find()) {
        for (const { construct } of owners) used.add(useOf(construct, code));
      }
    }
    return used;
  }
}

const ledgers = new WeakMap<IConstruct, Ledger>();

function ledgerOf(construct: IConstruct): Ledger {
  const { root } = construct.node;
  const ledger = ledgers.get(root) ?? new Ledger();
  ledgers.set(root, ledger);
  return ledger;
}

/** Notes that a construct accepts these codes, about itself and what is within it. */
export function noteOwner(construct: IConstruct, accept: readonly string[] | undefined): void {
  if (accept !== undefined && accept.length > 0) ledgerOf(construct).owners.push({ construct, accept });
}

/** Notes that diagnostics are looked for and may be accepted. */
export function noteReport(report: Report): void {
  ledgerOf(report.scope).reports.push(report);
}

/** The codes that a construct, or one that it is within, accepts. */
export function acceptedCodes(construct: IConstruct): readonly string[] {
  const { owners } = ledgerOf(construct);
  if (owners.length === 0) return [];
  const within = new Set(construct.node.scopes);
  return owners.filter((owner) => within.has(owner.construct)).flatMap(({ accept }) => accept);
}

/**
 * Codes that a stack's constructs accept and that nothing reports. One program is often synthesized for several
 * platforms, each of which reports codes of its own: a code counts as reported where the construct of the same place in
 * any stack of the app meets it.
 */
export function findUnusedCodes(stack: TerraformStack): readonly UnusedCode[] {
  const ledger = ledgerOf(stack);
  const owners = ledger.owners.filter(({ construct }) => TerraformStack.of(construct) === stack);
  if (owners.length === 0) return [];
  const used = ledger.used();
  return owners.flatMap(({ construct: owner, accept }) =>
    accept.filter((code) => !used.has(useOf(owner, code))).map((code) => ({ owner, code })),
  );
}

function useOf(construct: IConstruct, code: string): string {
  const stack = TerraformStack.of(construct);
  return `${code} ${construct.node.path.slice(stack.node.path.length)}`;
}
