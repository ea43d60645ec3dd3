import type { BackendShare } from "../../routing";
import type { ParityRequest } from "../request";
import type { Outcome } from "../rule";
import { type Block, block, blocks, number, type TerraformDocument, text } from "../terraform";
import { serviceName } from "./names";
import { readRedirect } from "./redirect";
import type { Transform } from "./transform";

/** What a rule, or a listener by default, does with a request. */
export interface AlbAction {
  readonly description: string;
  readonly services: readonly string[];
  answer(request: ParityRequest, transforms: readonly Transform[]): Outcome;
}

/**
 * The action that ends a list of actions: `forward`, `redirect` or `fixed-response`. Those before it authenticate, and
 * are taken as passed.
 */
export function readAction(actions: unknown, document: TerraformDocument): AlbAction {
  const ordered = [...blocks(actions)].sort((a, b) => (number(a.order) ?? 0) - (number(b.order) ?? 0));
  const action = readLast(ordered.at(-1) ?? {}, document);
  const before = ordered.slice(0, -1).map(({ type }) => AUTHENTICATIONS[text(type) ?? ""] ?? text(type) ?? "");
  return before.length === 0 ? action : { ...action, description: `${before.join(", ")}, then ${action.description}` };
}

/** What is asked for before a request goes on. */
const AUTHENTICATIONS: Readonly<Record<string, string>> = {
  "authenticate-oidc": "sign in with OpenID Connect",
  "authenticate-cognito": "sign in with Cognito",
  "jwt-validation": "verify a JSON Web Token",
};

function readLast(last: Block, document: TerraformDocument): AlbAction {
  switch (text(last.type)) {
    case "redirect":
      return redirectAction(block(last.redirect));
    case "fixed-response":
      return fixedResponse(block(last.fixed_response));
    case "forward":
      return forwardAction(readTargetGroups(last, document));
    default:
      throw new SyntaxError(`the action "${text(last.type) ?? ""}" is not known`);
  }
}

/** The actions by themselves, for those who have their parts from elsewhere. */
export const albActions = { forward: forwardAction, redirect: redirectAction, fixedResponse };

function redirectAction(body: Block): AlbAction {
  const redirect = readRedirect(body);
  return {
    description: `redirect with ${redirect.status}`,
    services: [],
    answer: (request) => ({
      ...answered(redirect.status, "the rule redirects", request),
      location: redirect.location(request),
    }),
  };
}

function fixedResponse(body: Block): AlbAction {
  const status = number(body.status_code) ?? 200;
  const contentType = text(body.content_type) ?? "text/plain";
  return {
    description: `answer ${status}`,
    services: [],
    answer: (request) => ({
      ...answered(status, "the rule answers by itself", request),
      response: { contentType, body: text(body.message_body) ?? "" },
    }),
  };
}

function forwardAction(groups: readonly { readonly service: string; readonly weight: number }[]): AlbAction {
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  const backends = groups.map((group): BackendShare => ({ ...group, share: total === 0 ? 0 : group.weight / total }));
  const [first, ...others] = backends;
  const largest = first && others.reduce((most, backend) => (backend.weight > most.weight ? backend : most), first);
  return {
    description: `forward to ${groups.map(({ service, weight }) => `${service} (weight ${weight})`).join(", ")}`,
    services: groups.map(({ service }) => service),
    answer(request, transforms) {
      if (largest === undefined || total === 0) return answered(503, "no target group has a weight", request);
      const { path, search, host } = request.target;
      const forwarded = transforms.reduce<ReturnType<Transform>>((before, transform) => before && transform(before), {
        path: path + search,
        host,
      });
      if (forwarded === undefined) return answered(500, "a transform of the rule fails", request);
      return { service: largest.service, status: null, ...forwarded, backends };
    },
  };
}

/** A target group alone counts fully; within `forward` the default weight is 1 (`TargetGroupTuple.Weight`). */
function readTargetGroups(action: Block, document: TerraformDocument) {
  const tuples = blocks(block(action.forward).target_group);
  const groups = tuples.length > 0 ? tuples : [{ arn: action.target_group_arn }];
  return groups.map((group: Block) => ({
    service: serviceName(group.arn, document),
    weight: number(group.weight) ?? 1,
  }));
}

function answered(status: number, reason: string, { target }: ParityRequest) {
  return { service: null, status, reason, path: target.path + target.search, host: target.host };
}
