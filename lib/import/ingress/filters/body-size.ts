import { type AnnotationFilter, NOTHING } from "./annotation-filter";

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** How long a request's body may be; 0 is without limit (nginx, `client_max_body_size`). */
export const bodySize: AnnotationFilter = {
  reads: ["proxy-body-size"],
  translate({ annotations, remarks }) {
    const text = annotations.get("proxy-body-size");
    if (text === undefined) return NOTHING;
    const [, digits, unit = ""] = /^\s*([0-9]{1,12})([kmg]?)\s*$/i.exec(text) ?? [];
    const bytes = digits === undefined ? Number.NaN : Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
    if (!Number.isSafeInteger(bytes)) {
      remarks.changed(
        "import-body-size",
        annotations.placeOf("proxy-body-size"),
        "this is no size, and bodies may be of any",
        "say the limit with Filter.maxBodySize",
      );
      return NOTHING;
    }
    return bytes === 0 ? NOTHING : { filters: [{ type: "MaxBodySize", bytes }] };
  },
};
