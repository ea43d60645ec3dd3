import type { RouterInput } from "./router-input";

/** Labels of every object that routes. */
export function routerLabels({ router, settings }: RouterInput): Readonly<Record<string, string>> {
  return { ...settings.labels, "portico/router": router.name };
}

/** What tells a reader of the output which route each of an object's entries stands for, in their order. */
export function routeAnnotations(router: string, routes: readonly string[]): Readonly<Record<string, string>> {
  return { "portico/router": router, "portico/routes": routes.join(",") };
}
