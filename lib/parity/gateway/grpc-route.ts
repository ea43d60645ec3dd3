import { Expression } from "../regular-expression";
import type { ParityRequest } from "../request";
import type { Condition, Outcome, Rule } from "../rule";
import { type Block, block, blocks, text } from "../terraform";
import { AttachedRoute, describeBackends, largest, type ReadMatch } from "./attached-route";
import { headerConditions, readHeaders } from "./http-match";
import type { Reading } from "./reading";

/** A GRPCRoute: requests by the service and the method that they call (Gateway API, `GRPCRouteMatch`). */
export class GrpcRoute extends AttachedRoute {
  protected read(rule: Block, { calls, fit }: Reading): readonly ReadMatch[] {
    const answer = this.forward(rule);
    const action = describeBackends(this.backends(rule));
    const matches = blocks(rule.matches);
    return (matches.length === 0 ? [{}] : matches).map((match) => {
      const headers = readHeaders(match.headers);
      const { service, method, type } = block(match.method);
      const called = { service: text(service), method: text(method), isExpression: type === "RegularExpression" };
      return {
        conditions: [
          ...(calls === "gRPC calls" ? [CALL] : []),
          ...calledConditions(called),
          ...headerConditions(headers, fit),
        ],
        // `GRPCRouteRule.matches`: characters of the service, then of the method, then header matches.
        rank: [called.service?.length ?? 0, called.method?.length ?? 0, headers.length].map((count) => -count),
        action,
        answer,
      };
    });
  }

  private forward(rule: Block): Rule["answer"] {
    const backends = this.backends(rule);
    const main = largest(backends);
    return ({ target: { path, search, host } }): Outcome => {
      const seen = { path: path + search, host };
      if (main === undefined) return { service: null, status: 503, reason: "the rule has no backend to call", ...seen };
      return { service: main.service, status: null, ...seen, backends };
    };
  }
}

/** gRPC over HTTP/2, "Requests": a POST whose content type begins with `application/grpc`. */
const CALL: Condition = {
  description: "a gRPC call",
  holds: (request) => request.method === "POST" && contentType(request).startsWith("application/grpc"),
  found: (request) => `${request.method} with the content type "${contentType(request)}"`,
};

function contentType(request: ParityRequest): string {
  return request.headerValues("content-type")[0]?.toLowerCase() ?? "";
}

interface Called {
  readonly service: string | undefined;
  readonly method: string | undefined;
  readonly isExpression: boolean;
}

/** The path of a call is `/package.Service/Method`; both are compared with regard to case (`GRPCMethodMatch`). */
function calledConditions({ service, method, isExpression }: Called): readonly Condition[] {
  return [
    ...(service === undefined ? [] : [calledCondition("service", 1, service, isExpression)]),
    ...(method === undefined ? [] : [calledCondition("method", 2, method, isExpression)]),
  ];
}

function calledCondition(what: string, segment: 1 | 2, value: string, isExpression: boolean): Condition {
  const found = ({ target }: ParityRequest) => target.path.split("/")[segment] ?? "";
  const expression = isExpression ? new Expression(value) : undefined;
  return {
    description: `gRPC ${what} ${expression === undefined ? "=" : "fits"} ${value}`,
    holds: (request) => {
      if (request.target.path.split("/").length !== 3) return false;
      return expression === undefined ? found(request) === value : expression.fitsWhole(found(request));
    },
    found: (request) => `the path ${request.target.path}`,
  };
}
