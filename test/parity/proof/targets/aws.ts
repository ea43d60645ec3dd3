import { Aws } from "../../../../constructs/aws";
import type { DecisionRequest } from "../../../../lib/routing";
import type { Filter, HeaderMatch, PathMatch, QueryParamMatch, Route } from "../../../../lib/topology";
import { mapMatches, mapRoutes, without } from "../narrow";
import type { ProvenTarget } from "../proven-target";
import { CERTIFICATE } from "../tables";
import { hasRepeatedHeader, hasRepeatedParameter, hasUnusualHost, withoutRepeats } from "../unusual-requests";

/** Where a load balancer finds the certificate of HTTPS listeners. */
export const certificates = { [CERTIFICATE]: "arn:aws:acm:eu-west-1:123456789012:certificate/shop" };

const CONDITIONS = "ELB API reference, RuleCondition";

/** A listener rule knows all of a match, but for what the lowering names in its diagnostics. */
export const applicationLoadBalancer: ProvenTarget = {
  name: "Application Load Balancer",
  platform: () => new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], certificates, lockFile: false }),
  narrow: (topology) => mapRoutes(topology, narrowRoute),
  narrowRequest,
  knownDifferences: [
    {
      what: "the Host is compared as it was sent, with a port that it names and a dot that it ends in",
      page: "Terraform AWS provider, aws_lb_listener_rule, host_header",
      appliesTo: hasUnusualHost,
    },
    {
      what: "a header field that is sent twice is compared value by value, not as one list",
      page: `${CONDITIONS}, HttpHeaderConditionConfig`,
      appliesTo: hasRepeatedHeader,
    },
    {
      what: "of a query parameter that is sent twice any value will do, not the first alone",
      page: `${CONDITIONS}, QueryStringConditionConfig`,
      appliesTo: hasRepeatedParameter,
    },
    {
      what: "a query is compared as it was sent, its escapes not decoded",
      page: `${CONDITIONS}, QueryStringConditionConfig`,
      appliesTo: ({ url }) => /\?.*%/.test(url),
    },
  ],
  hasOtherPorts: true,
  leastCompared: 0.6,
};

function narrowRoute(route: Route): Route {
  const narrowed = mapMatches(route, (match) => ({
    ...match,
    ...(match.path === undefined ? {} : { path: narrowPath(match.path) }),
    ...(match.headers === undefined ? {} : { headers: match.headers.map(narrowHeader) }),
    ...(match.queryParams === undefined ? {} : { queryParams: match.queryParams.map(narrowParameter) }),
  }));
  return route.filters === undefined ? narrowed : { ...narrowed, filters: route.filters.map(narrowFilter) };
}

/** Flags and quotations are no part of the syntax that AWS describes. */
function narrowPath(path: PathMatch): PathMatch {
  return /\(\?[a-z]|\\Q/.test(path.value) ? { ...path, value: "/a/.*" } : path;
}

/** Letters have a case, which a load balancer does not see. */
function narrowHeader({ value, ...header }: HeaderMatch): HeaderMatch {
  return { ...header, value: value.replace("a b", "1 2") };
}

function narrowParameter({ type, name, value }: QueryParamMatch): QueryParamMatch {
  return { name: digits(name), value: type === "RegularExpression" ? "1" : digits(value) || "0" };
}

function narrowFilter(filter: Filter): Filter {
  if (filter.type !== "RequestRedirect") return filter;
  const { statusCode, ...rest } = filter;
  const status = statusCode === undefined ? {} : { statusCode: statusCode % 2 === 1 ? (301 as const) : (302 as const) };
  return { ...(rest.path?.type === "ReplacePrefixMatch" ? without(rest, "path") : rest), ...status };
}

function narrowRequest(request: DecisionRequest): DecisionRequest {
  const url = request.url.replace(/\?.*/s, (query) => query.replace(/[^?&=]+/g, digits));
  // A host that nothing is added to.
  return withoutRepeats({ ...request, url: url.replace(/^(\w+:\/\/[^/?:[]*?)\.?(?::[0-9]+)?(?=[/?]|$)/, "$1") });
}

/** Names and values of the alphabet without letters. */
function digits(text: string): string {
  return text.replaceAll("%71", "7").replace(/[a-z+ ]|%../gi, (character) => String(character.charCodeAt(0) % 10));
}
