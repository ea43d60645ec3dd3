import { type AnnotationFilter, NOTHING } from "./annotation-filter";

/** Whether one of several proofs is enough; Portico's filters ask for all of them. */
export const satisfy: AnnotationFilter = {
  reads: ["satisfy"],
  translate({ annotations, remarks }) {
    if (annotations.get("satisfy") !== "any") return NOTHING;
    remarks.changed(
      "import-satisfy",
      annotations.placeOf("satisfy"),
      "one of the proofs was enough, and all of them are asked for now",
      "take those filters away that are not to be asked for",
    );
    return NOTHING;
  },
};
