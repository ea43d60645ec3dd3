import type { ResponseHeaderModifier } from "../../../../topology";
import { FieldChanges } from "../../fields";
import type { FilterCompiler } from "../filter-compiler";

export const compileResponseHeaderModifier: FilterCompiler<ResponseHeaderModifier> = (filter) => {
  const changes = new FieldChanges(filter);
  return { response: (fields) => changes.apply(fields) };
};
