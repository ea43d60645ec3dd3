import type { IConstruct } from "constructs";
import { type Diagnostic, hasErrors, type Topology, validateTopology } from "../lib/topology";
import { findUnusedCodes } from "./acceptance";
import { TerraformStack } from "./cdktf";
import type { LocatedDiagnostic } from "./diagnostics";
import { findMisplacedMembers } from "./misplaced-members";
import { findMisplacedTokens } from "./misplaced-tokens";
import { findMixedPlatforms } from "./mixed-platforms";
import type { Model } from "./model";
import { findProxySettings } from "./proxy-settings";
import { shadowedRoutes } from "./shadowed-routes";
import { constructAt, pathOf } from "./tiers";

import { type KnownDocument, withoutTokens } from "./unknown-values";

/** What is to be said about a stack's Topology, each with the construct that it is about. */
export function modelDiagnostics(stack: TerraformStack, model: Model): readonly LocatedDiagnostic[] {
  const { topology } = model;
  const known = withoutTokens(topology);
  const faults = knownFaults(known, validateTopology);
  const found = [
    ...faults,
    ...findMisplacedTokens(topology),
    ...findMixedPlatforms(model.edges, model.routers),
    ...findMisplacedMembers(model.services),
    ...findProxySettings(model.edges, model.services),
    // What is not valid has no meaning that could be compared.
    ...(hasErrors(faults) ? [] : shadowedRoutes(known)),
  ]
    .map((diagnostic) => ({ diagnostic, construct: constructAt(model, diagnostic.path) }))
    .filter(({ diagnostic, construct }) => diagnostic.severity === "error" || isIn(stack, construct));
  return [...found, ...unusedCodes(stack, model, found)];
}

/** Judges what is known of a document, and says nothing about the places of what is not. */
function knownFaults(
  { document, unknown }: KnownDocument<Topology>,
  judge: (document: Topology) => readonly Diagnostic[],
): readonly Diagnostic[] {
  return judge(document).filter(({ path }) => !unknown.has(path));
}

/** A warning about a construct of another stack is that stack's to give. */
function isIn(stack: TerraformStack, construct: IConstruct | undefined): boolean {
  return construct === undefined || TerraformStack.of(construct) === stack;
}

function unusedCodes(
  stack: TerraformStack,
  model: Model,
  found: readonly LocatedDiagnostic[],
): readonly LocatedDiagnostic[] {
  const isFound = (owner: IConstruct, accepted: string) =>
    found.some(
      ({ diagnostic: { code }, construct }) => code === accepted && construct?.node.scopes.includes(owner) === true,
    );
  return findUnusedCodes(stack)
    .filter(({ owner, code }) => !isFound(owner, code))
    .map(({ owner, code }) => ({
      construct: owner,
      diagnostic: {
        code: "unused-accept",
        severity: "warning",
        path: pathOf(model, owner) ?? "",
        message: `"${code}" is accepted here, and nothing reports it`,
        remedy: 'take it out of "accept"',
      },
    }));
}
