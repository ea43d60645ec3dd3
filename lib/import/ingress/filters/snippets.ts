import { type AnnotationFilter, NOTHING } from "./annotation-filter";

/** Directives of nginx that turn requests away. */
const ACCESS = /\b(?:deny|allow|return\s+[45]\d\d|auth_\w+|access_by_lua\w*|satisfy|limit_except|ssl_verify_client)\b/;

/** Lines of nginx's configuration are not carried over; a route that they protect must not be open without them. */
export const snippets: AnnotationFilter = {
  reads: [],
  translate({ annotations, remarks }) {
    const asked = (["configuration-snippet", "server-snippet"] as const).filter((one) =>
      ACCESS.test(annotations.get(one) ?? ""),
    );
    for (const name of asked) {
      remarks.changed(
        "import-snippet",
        annotations.placeOf(name),
        `lines of nginx's configuration say who may pass, and cannot be carried over; ${name === "server-snippet" ? "all routes of its hosts" : "the routes"} answer 403`,
        "say it with Filter.ipAccess, Filter.basicAuth or Filter.forwardAuth in the place of the answer",
      );
    }
    if (asked.length === 0) return NOTHING;
    return asked.includes("server-snippet") ? "hosts" : "routes";
  },
};
