import { ruleAction, ruleConditions, ruleTransforms } from "../../../../constructs/aws/edge/rule-resource";
import { allocatePriorities } from "../../../../constructs/aws/priorities";
import type { RuleSpec } from "../../../../constructs/aws/rules";
import { AwsService } from "../../../../constructs/aws/service";
import type { LogicalService } from "../../../../constructs/logical-service";

/** Rules as they would stand in a synthesized `cdk.tf.json`, behind one HTTP listener on port 80. */
export function albDocument(rules: readonly RuleSpec[], serviceNames: readonly string[]): object {
  const { priorities } = allocatePriorities(rules);
  const services = serviceNames.map(
    (name) =>
      ({
        name,
        resources: Object.assign(Object.create(AwsService.prototype), {
          targetGroupArn: `\${aws_lb_target_group.${name}.arn}`,
        }),
      }) as LogicalService,
  );
  return {
    resource: {
      aws_lb: { edge: { load_balancer_type: "application" } },
      aws_lb_listener: {
        http: {
          load_balancer_arn: "${aws_lb.edge.arn}",
          port: 80,
          protocol: "HTTP",
          default_action: [
            { type: "fixed-response", fixed_response: { content_type: "text/plain", status_code: "404" } },
          ],
          tags: { "portico:edge": "edge", "portico:listener": "http" },
        },
      },
      aws_lb_listener_rule: Object.fromEntries(
        rules.map((rule) => [
          rule.id,
          snakeCase({
            listenerArn: "${aws_lb_listener.http.arn}",
            priority: priorities.get(rule.id),
            condition: ruleConditions(rule.conditions),
            action: [ruleAction(rule.action, services)],
            transform: ruleTransforms(rule.transforms),
            tags: { "portico:router": rule.router, "portico:route": rule.route },
          }),
        ]),
      ),
      aws_lb_target_group_attachment: Object.fromEntries(
        serviceNames.map((name) => [
          name,
          { target_group_arn: `\${aws_lb_target_group.${name}.arn}`, target_id: "10.0.0.1" },
        ]),
      ),
      aws_lb_target_group: Object.fromEntries(
        serviceNames.map((name) => [name, { tags: { "portico:service": name } }]),
      ),
    },
  };
}

function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snakeCase(field),
    ]),
  );
}
