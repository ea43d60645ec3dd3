import type { RequestHeaderModifier } from "../../../../topology";
import { FieldChanges } from "../../fields";
import type { FilterCompiler } from "../filter-compiler";

export const compileRequestHeaderModifier: FilterCompiler<RequestHeaderModifier> = (filter) => {
  const changes = new FieldChanges(filter);
  return { request: (outgoing) => changes.apply(outgoing.fields) };
};
