import type { ForwardAuth } from "../../../topology";
import { serviceAt } from "../service-url";
import { type AnnotationFilter, type Asked, NOTHING } from "./annotation-filter";
import { listed } from "./lists";

const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/**
 * Of the client's fields those that say who he is. All of them would let him write the fields in which the controller
 * told of the request, such as X-Original-URL, and which the proxy does not write.
 */
const REQUEST_HEADERS = ["authorization", "cookie"];

/** Another service that says who may pass, where it is a Service of the cluster that is asked as the proxy asks. */
export const forwardAuth: AnnotationFilter = {
  reads: ["url", "method", "response-headers", "signin", "signin-redirect-param", "snippet", "proxy-set-headers"]
    .map((name) => `auth-${name}`)
    .concat(
      "enable-global-auth",
      "auth-request-redirect",
      "auth-cache-key",
      "auth-cache-duration",
      "auth-always-set-cookie",
    ),
  translate(asked) {
    const { annotations, remarks, ingress, services } = asked;
    const url = annotations.get("auth-url");
    if (url === undefined && annotations.get("auth-signin") === undefined) return NOTHING;
    const place = annotations.placeOf(url === undefined ? "auth-signin" : "auth-url");
    const target = serviceAt(url ?? "");
    const why = unusable(asked) ?? (target === undefined ? "it is not a plain Service of the cluster" : undefined);
    if (why !== undefined || target === undefined) {
      remarks.changed(
        "import-auth",
        place,
        `another service says who may pass, and ${why}; the routes answer 403`,
        "put Filter.forwardAuth in the place of the answer, with a service that answers GET with 2xx for those who may",
      );
      return "routes";
    }
    const { name } = services.find({ namespace: target.namespace, path: ingress.path }, target);
    const signin =
      annotations.get("auth-signin") === undefined ? "" : "; nobody is led to auth-signin, and 401 is what clients get";
    remarks.changed(
      "import-forward-auth",
      place,
      `${name} gets Authorization and Cookie of the client, and of the request X-Forwarded-Method, -Uri, -Host, -Proto and -For in place of X-Original-Method and -URL; cookies that it sets do not reach the client${signin}`,
      "see that it goes by these; name other fields that it needs in requestHeaders, never those by which it tells requests apart",
    );
    const responseHeaders = listed(annotations.get("auth-response-headers")).filter((header) => HEADER.test(header));
    const filter: ForwardAuth = {
      type: "ForwardAuth",
      service: name,
      ...(target.path === "/" ? {} : { path: target.path }),
      requestHeaders: REQUEST_HEADERS,
      ...(responseHeaders.length === 0 ? {} : { responseHeaders }),
    };
    return { filters: [filter] };
  },
};

/** Why the proxy would ask another question than the controller. */
function unusable({ annotations }: Asked): string | undefined {
  if (annotations.get("auth-url") === undefined) return "auth-url does not name it";
  const method = annotations.get("auth-method")?.toUpperCase();
  if (method !== undefined && method !== "GET") return `it is asked with ${method}`;
  if (annotations.get("auth-snippet") !== undefined) return "auth-snippet changes what it is asked";
  if (annotations.get("auth-proxy-set-headers") !== undefined) return "auth-proxy-set-headers changes what it is asked";
  return undefined;
}
