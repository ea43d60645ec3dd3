import type { ExtensionRef } from "../../../../topology";
import type { Answer } from "../../../engine";
import type { FilterCompiler } from "../filter-compiler";

const UNRESOLVED: Answer = { status: 500, fields: ["Content-Type", "text/plain"], body: "" };

/** A reference that nothing resolves is never skipped: such requests are answered 500 (Gateway API, `ExtensionRef`). */
export const compileExtensionRef: FilterCompiler<ExtensionRef> = () => ({ answer: () => UNRESOLVED });
