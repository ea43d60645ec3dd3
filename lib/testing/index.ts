import { type ExpectedRedirect, porticoMatchers } from "./matchers";
import type { TestedRequest } from "./tested-request";

export { type ExpectedRedirect, type MatcherContext, porticoMatchers } from "./matchers";
export type { TestedRequest } from "./tested-request";
export type { MatcherResult } from "./verdict";

/**
 * The matchers as `expect` offers them. The global `jest.Matchers` has them; for Vitest:
 *
 *     declare module "vitest" {
 *       interface Assertion<T> extends PorticoMatchers<void> {}
 *     }
 */
export interface PorticoMatchers<R> {
  /**
   * A service gets the request, by way of this route; or, where no route has that name, this service gets it or a share
   * of it. A route that answers by itself does not count. A name of neither fails, with `.not` too.
   *
   *     expect(Testing.synth(stack)).toRoute({ host: "shop.example.com", path: "/users/7" }, "users");
   */
  toRoute(request: TestedRequest, routeOrService: string): R;
  /** The request is answered with a redirect. */
  toRedirect(request: TestedRequest, redirect?: ExpectedRedirect): R;
  /** The request is answered with this status before any service gets it: by a route, or because none applies. */
  toAnswer(request: TestedRequest, status: number): R;
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: a further declaration must repeat the type parameters of @types/jest
    interface Matchers<R, T = {}> extends PorticoMatchers<R> {}
  }
}

interface Extendable {
  extend(matchers: object): void;
}

const { expect } = globalThis as { expect?: Partial<Extendable> };
expect?.extend?.(porticoMatchers);
