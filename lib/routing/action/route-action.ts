import type { Backend, RequestRedirect, Route, UrlRewrite } from "../../topology";

/** What becomes of a request that took a route; told apart by `type`. */
export type RouteAction = RedirectAction | FixedResponseAction | ForwardAction;

/** The proxy answers with a redirect: see {@link redirectLocation}. */
export interface RedirectAction {
  readonly type: "Redirect";
  readonly filter: RequestRedirect;
  readonly statusCode: number;
}

/** The proxy answers by itself. */
export interface FixedResponseAction {
  readonly type: "FixedResponse";
  readonly statusCode: number;
  readonly contentType: string;
  readonly body: string;
}

/** A service gets the request: see {@link pickBackendByWeight} and {@link rewriteRequest}. */
export interface ForwardAction {
  readonly type: "Forward";
  readonly backends: readonly Backend[];
  readonly rewrite: UrlRewrite | undefined;
}

const DEFAULT_REDIRECT_STATUS = 302;
const DEFAULT_CONTENT_TYPE = "text/plain";

/** The first filter that answers decides; without one the request is sent on. Header modifiers are not part of it. */
export function routeAction({ filters = [], backends = [] }: Route): RouteAction {
  for (const filter of filters) {
    if (filter.type === "RequestRedirect") {
      return { type: "Redirect", filter, statusCode: filter.statusCode ?? DEFAULT_REDIRECT_STATUS };
    }
    if (filter.type === "FixedResponse") {
      const { statusCode, contentType = DEFAULT_CONTENT_TYPE, body = "" } = filter;
      return { type: "FixedResponse", statusCode, contentType, body };
    }
  }
  return { type: "Forward", backends, rewrite: filters.find((filter) => filter.type === "URLRewrite") };
}
