import { redirectLocation } from "../../../../routing";
import type { RequestRedirect } from "../../../../topology";
import type { FilterCompiler } from "../filter-compiler";

export const compileRequestRedirect: FilterCompiler<RequestRedirect> = (filter) => ({
  answer({ scheme, port, target, hit }) {
    const location = redirectLocation(filter, { scheme, port, target, match: hit.match });
    return { status: filter.statusCode ?? 302, fields: ["Location", location], body: "" };
  },
});
