import { type Check, checks, Report, Subject, socketsAcrossEdges } from "./checks";
import type { Diagnostic } from "./diagnostic";
import { type Finding, toDiagnostics } from "./finding";
import { childOf, formatLocation } from "./location";
import type { Topology } from "./model";
import { finish, type Steps } from "./steps";
import { checkStructure, type Draft, type Structure } from "./structure";

const VERSION = 1;

/**
 * Says everything that is wrong with a document as a Topology, in the order of the document. What a structural fault
 * leaves readable is checked by all other rules too, so that mending one fault uncovers no further ones elsewhere.
 *
 * Pure: whether certificate files exist is {@link checkCertificateFiles}' matter, whether one machine can run all edges
 * {@link checkSharedSockets}'.
 *
 * @returns nothing where the document is a Topology that can be used as it is
 */
export function validateTopology(document: unknown): Diagnostic[] {
  return finish(judgeInSteps(document)).diagnostics;
}

/** What is wrong with a document, and what can be read of it all the same. */
export interface Judgement {
  readonly diagnostics: Diagnostic[];
  readonly draft: Draft<Topology>;
}

/** {@link validateTopology}, a step or more for each rule. */
export function* judgeInSteps(document: unknown): Steps<Judgement> {
  const structure = checkStructure(document);
  yield;
  const findings = yield* findingsOf(document, structure);
  return { diagnostics: toDiagnostics(document, findings), draft: structure.topology };
}

function* findingsOf(document: unknown, structure: Structure): Steps<readonly Finding[]> {
  const version = childOf(document, "version");
  if (typeof version === "number" && version !== VERSION) return [unknownVersion(version)];
  if (isSynthesizedStack(document)) return [SYNTHESIZED_STACK];
  const placesAtFault = new Set(structure.findings.map(({ at }) => formatLocation(at)));
  const found = yield* run(checks, structure);
  const further = found.filter(({ at }) => at.length === 0 || !placesAtFault.has(formatLocation(at)));
  return [...structure.findings, ...further];
}

/**
 * Says which listeners of different edges want the same address and port. Edges that each have a machine or a cloud load
 * balancer of their own may share ports, so this is asked only where one proxy runs them all.
 */
export function checkSharedSockets(topology: Draft<Topology>): Diagnostic[] {
  return toDiagnostics(topology, finish(run([socketsAcrossEdges], { topology, unreadable: [] })));
}

function* run(
  rules: readonly Check[],
  { topology, unreadable }: Omit<Structure, "findings">,
): Steps<readonly Finding[]> {
  const subject = new Subject(topology, unreadable);
  const report = new Report();
  for (const rule of rules) {
    yield* rule(subject, report) ?? [];
    yield;
  }
  return report.findings;
}

/** What Terraform is to read is easily taken for the Topology that stands beside it. */
function isSynthesizedStack(document: unknown): boolean {
  return typeof document === "object" && document !== null && "terraform" in document && !("version" in document);
}

const SYNTHESIZED_STACK: Finding = {
  at: [],
  code: "synthesized-stack",
  severity: "error",
  message: "this is a stack as Terraform reads it, and no Topology",
  remedy: "name the portico.topology.json that stands beside it",
};

/** Rules of one version say nothing about a document of another, so nothing else is said of it. */
function unknownVersion(version: number): Finding {
  return {
    at: ["version"],
    code: "unknown-version",
    severity: "error",
    message: `version ${version} is not known`,
    remedy: `this Portico reads version ${VERSION}`,
  };
}
