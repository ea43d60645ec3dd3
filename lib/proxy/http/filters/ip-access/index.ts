import { SourceRanges } from "../../../../routing";
import type { IpAccess } from "../../../../topology";
import { textAnswer } from "../../answers";
import type { FilterCompiler } from "../filter-compiler";

const DENIED = textAnswer(403, "this address has no access");

export const compileIpAccess: FilterCompiler<IpAccess> = ({ allow, deny = [] }) => {
  const denied = new SourceRanges(deny);
  const allowed = allow === undefined ? undefined : new SourceRanges(allow);
  return {
    answer: ({ sourceAddress }) =>
      denied.includes(sourceAddress) || allowed?.includes(sourceAddress) === false ? DENIED : undefined,
  };
};
