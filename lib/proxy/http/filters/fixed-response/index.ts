import type { FixedResponse } from "../../../../topology";
import type { Answer } from "../../../engine";
import type { FilterCompiler } from "../filter-compiler";

export const compileFixedResponse: FilterCompiler<FixedResponse> = (filter) => {
  const answer: Answer = {
    status: filter.statusCode,
    fields: ["Content-Type", filter.contentType ?? "text/plain"],
    body: filter.body ?? "",
  };
  return { answer: () => answer };
};
