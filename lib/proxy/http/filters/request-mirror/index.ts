import type { RequestMirror } from "../../../../topology";
import type { FilterCompiler } from "../filter-compiler";

export const compileRequestMirror: FilterCompiler<RequestMirror> = (filter, { service }) => ({
  mirror: { service: service(filter.service), share: (filter.percent ?? 100) / 100 },
});
