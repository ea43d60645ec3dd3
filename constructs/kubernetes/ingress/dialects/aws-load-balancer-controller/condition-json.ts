import type { Patterns, RuleConditions, RuleTransform } from "../../../../aws/rules";

export interface GivenConditions extends Omit<RuleConditions, "host" | "path"> {
  readonly host: Patterns | undefined;
  readonly path: Patterns | undefined;
}

/** Conditions in the shape of the API, all of which must hold (guide, "Ingress annotations", `conditions`). */
export function conditionsJson({ host, path, headers, method, queryStrings, sourceIps }: GivenConditions): object[] {
  return [
    ...(host === undefined ? [] : [{ field: "host-header", hostHeaderConfig: host }]),
    ...(path === undefined ? [] : [{ field: "path-pattern", pathPatternConfig: path }]),
    ...headers.map(({ name, ...patterns }) => ({
      field: "http-header",
      httpHeaderConfig: { httpHeaderName: name, ...patterns },
    })),
    ...(method === undefined ? [] : [{ field: "http-request-method", httpRequestMethodConfig: { values: [method] } }]),
    ...queryStrings.map(({ key, value }) => ({
      field: "query-string",
      queryStringConfig: { values: [{ key, value }] },
    })),
    ...(sourceIps === undefined ? [] : [{ field: "source-ip", sourceIpConfig: { values: sourceIps } }]),
  ];
}

/** (Guide, "Ingress annotations", `transforms`.) */
export function transformsJson(transforms: readonly RuleTransform[]): object[] {
  return transforms.map(({ type, regex, replace }) => ({
    type,
    [type === "url-rewrite" ? "urlRewriteConfig" : "hostHeaderRewriteConfig"]: { rewrites: [{ regex, replace }] },
  }));
}
