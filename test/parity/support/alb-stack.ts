import type { DecisionRequest } from "../../../lib/routing";

type Fields = Readonly<Record<string, unknown>>;

export interface RuleSpec {
  readonly name: string;
  readonly priority?: number;
  readonly condition?: readonly Fields[];
  readonly action?: Fields;
  readonly transform?: readonly Fields[];
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AlbSpec {
  readonly protocol?: "HTTP" | "HTTPS";
  readonly port?: number;
  readonly defaultAction?: Fields;
}

const NOT_FOUND: Fields = {
  type: "fixed-response",
  fixed_response: { content_type: "text/plain", message_body: "nothing here", status_code: "404" },
};

/** A stack as somebody might have written it by hand: one load balancer, one listener, target groups `blue`, `green`. */
export function albStack(rules: readonly RuleSpec[], { protocol = "HTTP", port = 80, defaultAction }: AlbSpec = {}) {
  return {
    resource: {
      aws_lb: { main: { load_balancer_type: "application" } },
      aws_lb_listener: {
        web: {
          load_balancer_arn: "${aws_lb.main.arn}",
          port,
          protocol,
          default_action: [defaultAction ?? NOT_FOUND],
        },
      },
      aws_lb_target_group: { blue: { port: 8080 }, green: { port: 8080 } },
      aws_lb_listener_rule: Object.fromEntries(
        rules.map(({ name, priority = 1, condition = [], action = forwardTo("blue"), transform, tags }) => [
          name,
          {
            listener_arn: "${aws_lb_listener.web.arn}",
            priority,
            condition,
            action: [action],
            ...(transform === undefined ? {} : { transform }),
            ...(tags === undefined ? {} : { tags }),
          },
        ]),
      ),
    },
  };
}

export function forwardTo(group: string): Fields {
  return { type: "forward", target_group_arn: `\${aws_lb_target_group.${group}.arn}` };
}

export function get(url: string, headers: DecisionRequest["headers"] = []): DecisionRequest {
  return { method: "GET", url, headers };
}
