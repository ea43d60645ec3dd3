import { isSameLocation } from "../parity";
import type { Decision } from "../routing";
import type { TestedRequest } from "./tested-request";
import { judge, type MatcherResult } from "./verdict";

/** What a redirect is expected to be; what is not given does not matter. */
export interface ExpectedRedirect {
  /** An absolute URL. A default port is the same as none. */
  readonly location?: string;
  readonly status?: number;
}

/** The part of a matcher's context that is asked for; Jest and Vitest both give it. */
export interface MatcherContext {
  readonly isNot?: boolean;
}

/**
 * Matchers on synthesized output: they evaluate what the target would be given, never the program that it came from.
 * Importing `portico/testing` registers them where `expect` is a global; elsewhere: `expect.extend(porticoMatchers)`.
 */
export const porticoMatchers = {
  toRoute(this: MatcherContext, output: unknown, request: TestedRequest, name: string): MatcherResult {
    const question = {
      name,
      asked: `to route to "${name}"`,
      holds: (decision, { routes }) => {
        if (decision.status !== null) return false;
        if (routes.has(name)) return decision.route === name;
        return leadsTo(decision, name);
      },
      remark: (decision, { routes }) =>
        routes.has(name) && decision.route !== name && leadsTo(decision, name)
          ? `"${name}" is the name of a route, so that the service of that name does not count`
          : undefined,
    } satisfies Parameters<typeof judge>[2];
    return judge(output, request, question, this.isNot === true);
  },

  toRedirect(
    this: MatcherContext,
    output: unknown,
    request: TestedRequest,
    { location, status }: ExpectedRedirect = {},
  ): MatcherResult {
    const wanted = [
      ...(location === undefined ? [] : [` to ${location}`]),
      ...(status === undefined ? [] : [` with ${status}`]),
    ];
    const question = {
      asked: `to redirect${wanted.join("")}`,
      holds: (decision) =>
        decision.location !== undefined &&
        (location === undefined || isSameLocation(decision.location, location)) &&
        (status === undefined || decision.status === status),
    } satisfies Parameters<typeof judge>[2];
    return judge(output, request, question, this.isNot === true);
  },

  toAnswer(this: MatcherContext, output: unknown, request: TestedRequest, status: number): MatcherResult {
    const question = {
      asked: `to be answered with ${status}, by itself`,
      holds: (decision) => decision.status === status,
    } satisfies Parameters<typeof judge>[2];
    return judge(output, request, question, this.isNot === true);
  },
};

/** Whether a service gets a share of the requests. */
function leadsTo({ service, backends = [] }: Decision, name: string): boolean {
  return service === name || backends.some((backend) => backend.service === name && backend.share > 0);
}
