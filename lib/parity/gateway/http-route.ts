import type { Outcome, Rule } from "../rule";
import type { Block } from "../terraform";
import { AttachedRoute, describeBackends, largest, type ReadMatch } from "./attached-route";
import { readRedirect, readRewrite } from "./filters";
import { type HttpMatch, matchConditions, readMatches } from "./http-match";
import { httpRank } from "./precedence";
import type { Reading } from "./reading";

/** An HTTPRoute. */
export class HttpRoute extends AttachedRoute {
  protected read(rule: Block, { fit, expressions }: Reading): readonly ReadMatch[] {
    const redirect = readRedirect(rule);
    const action = redirect === undefined ? describeBackends(this.backends(rule)) : `redirect with ${redirect.status}`;
    return readMatches(rule).map((match) => ({
      conditions: matchConditions(match, fit),
      rank: httpRank(match, expressions),
      action,
      answer: redirect === undefined ? this.forward(rule, match) : redirectWith(redirect, match),
    }));
  }

  private forward(rule: Block, match: HttpMatch): Rule["answer"] {
    const rewrite = readRewrite(rule);
    const backends = this.backends(rule);
    const main = largest(backends);
    return ({ target }): Outcome => {
      const { path, search, host } = target;
      if (main === undefined) {
        const reason = "the rule has no backend with a weight";
        return { service: null, status: 500, reason, path: path + search, host };
      }
      const forwarded = { path: rewrite.path(path, match) + search, host: rewrite.host ?? host };
      return { service: main.service, status: null, ...forwarded, backends };
    };
  }
}

function redirectWith(redirect: NonNullable<ReturnType<typeof readRedirect>>, match: HttpMatch): Rule["answer"] {
  return (request) => {
    const { path, search, host } = request.target;
    const answered = { service: null, status: redirect.status, reason: "the rule redirects" };
    return { ...answered, path: path + search, host, location: redirect.location(request, match) };
  };
}
