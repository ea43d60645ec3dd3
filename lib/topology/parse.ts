import { type Diagnostic, hasErrors } from "./diagnostic";
import { toDiagnostics } from "./finding";
import { type JsonScan, lineAndColumn, type SyntaxFault, scanJsonInSteps } from "./json-text";
import type { Topology } from "./model";
import { finish, type Steps } from "./steps";
import type { Draft } from "./structure";
import { type Judgement, judgeInSteps } from "./validate";
import { quoted } from "./wording";

const BYTE_ORDER_MARK = "\ufeff";

/** A Topology where the text is one, and what is to be said about it. */
export interface ParsedTopology {
  /** Absent where any of the diagnostics is an error. */
  readonly topology?: Topology;
  /** What can be read of it, valid or not: for checks beyond the document, so that no fault hides another. */
  readonly draft?: Draft<Topology>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a Topology from the text of a file and validates it. A text that is not JSON gives one diagnostic, with line and
 * column; a field that stands twice in one object is an error too, since JSON readers keep either.
 */
export function parseTopology(text: string): ParsedTopology {
  return finish(parseInSteps(text));
}

/** {@link parseTopology} for who has other things to do meanwhile: a large text takes a good part of a second. */
export function* parseInSteps(text: string): Steps<ParsedTopology> {
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const scan = yield* scanJsonInSteps(json);
  if (scan.fault !== undefined) return { diagnostics: [syntaxDiagnostic(json, scan.fault)] };
  yield;
  const document: unknown = JSON.parse(json);
  yield;
  const { diagnostics, draft } = yield* judgeInSteps(document);
  return parsed(document, { diagnostics: [...duplicateFields(document, scan), ...diagnostics], draft });
}

/** {@link parseTopology} for a document that is parsed already. */
export function readTopology(document: unknown): ParsedTopology {
  return parsed(document, finish(judgeInSteps(document)));
}

function parsed(document: unknown, { diagnostics, draft }: Judgement): ParsedTopology {
  if (hasErrors(diagnostics)) return { draft, diagnostics };
  const topology = document as Topology;
  return { topology, draft: topology, diagnostics };
}

function syntaxDiagnostic(text: string, { offset, message, remedy }: SyntaxFault): Diagnostic {
  const { line, column } = lineAndColumn(text, offset);
  return {
    code: "invalid-json",
    severity: "error",
    path: "",
    message: `line ${line}, column ${column}: ${message}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function duplicateFields(document: unknown, { duplicates }: JsonScan): readonly Diagnostic[] {
  return toDiagnostics(
    document,
    duplicates.map((at) => ({
      at,
      code: "duplicate-field",
      severity: "error",
      message: `field ${quoted(at.at(-1))} stands twice in one object`,
      remedy: "keep one of the two",
    })),
  );
}
