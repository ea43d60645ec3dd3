import { rewriteRequest } from "../../../../routing";
import type { UrlRewrite } from "../../../../topology";
import type { FilterCompiler } from "../filter-compiler";

export const compileUrlRewrite: FilterCompiler<UrlRewrite> = (filter) => ({
  request(outgoing, { target, hit }) {
    const { host, path } = rewriteRequest(filter, target, hit.match);
    outgoing.host = host;
    outgoing.path = path;
  },
});
