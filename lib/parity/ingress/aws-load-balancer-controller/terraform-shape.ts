import { type AlbAction, albActions } from "../../alb";
import { type Block, block, blocks, number, text } from "../../terraform";

/*
 * The controller's annotations are in the shape of the AWS API; the load balancer's own parts read that of Terraform.
 */

/** A condition of a `conditions` annotation. */
export function conditionBlock(condition: Block): Block {
  const { field, hostHeaderConfig, pathPatternConfig, httpHeaderConfig, httpRequestMethodConfig } = condition;
  switch (field) {
    case "host-header":
      return { host_header: valuesBlock(hostHeaderConfig) };
    case "path-pattern":
      return { path_pattern: valuesBlock(pathPatternConfig) };
    case "http-header": {
      const { httpHeaderName } = block(httpHeaderConfig);
      return { http_header: { http_header_name: httpHeaderName, ...valuesBlock(httpHeaderConfig) } };
    }
    case "http-request-method":
      return { http_request_method: valuesBlock(httpRequestMethodConfig) };
    case "query-string":
      return { query_string: blocks(block(condition.queryStringConfig).values) };
    case "source-ip":
      return { source_ip: valuesBlock(condition.sourceIpConfig) };
    default:
      throw new SyntaxError(`the condition "${text(field) ?? ""}" is not known`);
  }
}

function valuesBlock(config: unknown): Block {
  const { values = [], regexValues = [] } = block(config);
  return { values, regex_values: regexValues };
}

/** A transform of a `transforms` annotation. */
export function transformBlock({ type, urlRewriteConfig, hostHeaderRewriteConfig }: Block): Block {
  return {
    type,
    url_rewrite_config: { rewrite: block(urlRewriteConfig).rewrites },
    host_header_rewrite_config: { rewrite: block(hostHeaderRewriteConfig).rewrites },
  };
}

/** The action of an `actions` annotation. */
export function actionBlock(action: Block, serviceOf: (name: string) => string): AlbAction {
  switch (text(action.type)) {
    case "forward": {
      const groups = blocks(block(action.forwardConfig).targetGroups).map((group) => ({
        service:
          group.serviceName === undefined
            ? (text(group.targetGroupARN) ?? "")
            : serviceOf(text(group.serviceName) ?? ""),
        weight: number(group.weight) ?? 1,
      }));
      return albActions.forward(
        groups.length > 0 ? groups : [{ service: text(action.targetGroupARN) ?? "", weight: 1 }],
      );
    }
    case "redirect": {
      const { statusCode, ...parts } = block(action.redirectConfig);
      return albActions.redirect({ ...parts, status_code: statusCode });
    }
    case "fixed-response": {
      const { statusCode, contentType, messageBody } = block(action.fixedResponseConfig);
      return albActions.fixedResponse({
        status_code: statusCode,
        content_type: contentType,
        message_body: messageBody,
      });
    }
    default:
      throw new SyntaxError(`the action "${text(action.type) ?? ""}" is not known`);
  }
}
