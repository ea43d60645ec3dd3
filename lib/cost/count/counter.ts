import type { TerraformDocument } from "../../parity";
import type { CostItem } from "../item";

/** Counts what AWS bills for some types of resources. */
export interface Counter {
  /** The types that it has looked at: what nobody looks at is named as such. */
  readonly types: readonly string[];
  count(document: TerraformDocument): readonly CostItem[];
}
