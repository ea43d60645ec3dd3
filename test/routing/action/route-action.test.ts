import { routeAction } from "../../../lib/routing";
import type { Filter } from "../../../lib/topology";

describe("routeAction", () => {
  test("sends on, with the rewrite, where no filter answers", () => {
    const rewrite: Filter = { type: "URLRewrite", hostname: "a.com" };
    const filters: Filter[] = [{ type: "RequestHeaderModifier", remove: ["x"] }, rewrite];
    const backends = [{ service: "s", weight: 2 }];
    expect(routeAction({ name: "r", filters, backends })).toEqual({ type: "Forward", backends, rewrite });
    expect(routeAction({ name: "r" })).toEqual({ type: "Forward", backends: [], rewrite: undefined });
  });

  test("redirects with 302 where the filter names no status", () => {
    const filter: Filter = { type: "RequestRedirect", scheme: "https" };
    expect(routeAction({ name: "r", filters: [filter] })).toEqual({ type: "Redirect", filter, statusCode: 302 });
    const permanent: Filter = { ...filter, statusCode: 308 };
    expect(routeAction({ name: "r", filters: [permanent] })).toMatchObject({ statusCode: 308 });
  });

  test("answers with an empty text where the filter names no body", () => {
    expect(routeAction({ name: "r", filters: [{ type: "FixedResponse", statusCode: 404 }] })).toEqual({
      type: "FixedResponse",
      statusCode: 404,
      contentType: "text/plain",
      body: "",
    });
  });

  test("takes the first filter that answers", () => {
    const fixed: Filter = { type: "FixedResponse", statusCode: 404, contentType: "a/b", body: "c" };
    const redirect: Filter = { type: "RequestRedirect", scheme: "https" };
    expect(routeAction({ name: "r", filters: [fixed, redirect] })).toMatchObject({ type: "FixedResponse", body: "c" });
    expect(routeAction({ name: "r", filters: [redirect, fixed] })).toMatchObject({ type: "Redirect" });
  });
});
