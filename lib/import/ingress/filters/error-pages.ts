import { STATUS_CODES } from "node:http";
import { type AnnotationFilter, NOTHING } from "./annotation-filter";
import { listed } from "./lists";

/** Errors whose bodies clients do not get to see. The pages themselves came from a service, and are not known. */
export const errorPages: AnnotationFilter = {
  reads: ["custom-http-errors"],
  translate({ annotations, remarks }) {
    const asked = listed(annotations.get("custom-http-errors"));
    if (asked.length === 0) return NOTHING;
    const statuses = [...new Set(asked)].filter((status) => /^[45][0-9]{2}$/.test(status));
    remarks.changed(
      "import-error-pages",
      annotations.placeOf("custom-http-errors"),
      `the pages of ${asked.join(", ")} came from the default backend; clients get a line of text in their place`,
      "write the pages into files, and name them in Filter.errorPages",
    );
    const pages = statuses.map((status) => ({
      statuses: [status],
      contentType: "text/plain",
      body: `${status} ${STATUS_CODES[status] ?? "Error"}`,
    }));
    return pages.length === 0 ? NOTHING : { filters: [{ type: "ErrorPages", pages }] };
  },
};
