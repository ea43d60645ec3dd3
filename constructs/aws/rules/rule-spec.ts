import type { Reach } from "./reach";
import type { Specificity } from "./specificity";

/** One listener rule as plain values: what is asked of a request, and what becomes of it. */
export interface RuleSpec {
  /**
   * Unique among the rules of a router. A route's first rule has the route's name; a further one adds a hash of what it
   * matches, so that a rule keeps its id while others come and go.
   */
  readonly id: string;
  readonly router: string;
  readonly route: string;
  readonly conditions: RuleConditions;
  readonly action: RuleAction;
  readonly transforms: readonly RuleTransform[];
  readonly specificity: Specificity;
  readonly place: RulePlace;
  readonly reach: Reach;
}

/** Where a rule comes from; breaks ties between rules of equal specificity. */
export interface RulePlace {
  readonly routeIndex: number;
  /** Of the first match that the rule stands for. */
  readonly matchIndex: number;
}

/** Alternatives: wildcard values, or regular expressions, and never both. */
export type Patterns = { readonly values: readonly string[] } | { readonly regexValues: readonly string[] };

/** What must all hold; of each of these there is at least one. */
export interface RuleConditions {
  readonly host?: Patterns;
  readonly path?: Patterns;
  readonly headers: readonly (Patterns & { readonly name: string })[];
  readonly method?: string;
  readonly queryStrings: readonly QueryStringPair[];
  readonly sourceIps?: readonly string[];
}

export interface QueryStringPair {
  readonly key: string;
  readonly value: string;
}

export type RuleAction = ForwardRule | RedirectRule | FixedResponseRule;

export interface ForwardRule {
  readonly type: "forward";
  /** One to five services, each once. */
  readonly targets: readonly { readonly service: string; readonly weight: number }[];
}

/** Every part in the notation of the API, `#{host}` and the like included. */
export interface RedirectRule {
  readonly type: "redirect";
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly statusCode: "HTTP_301" | "HTTP_302";
}

export interface FixedResponseRule {
  readonly type: "fixed-response";
  readonly statusCode: number;
  readonly contentType: string;
  readonly body: string;
}

/** At most one of each type in a rule. */
export interface RuleTransform {
  readonly type: "host-header-rewrite" | "url-rewrite";
  readonly regex: string;
  readonly replace: string;
}

/** What becomes of a request, apart from which request it is. Two rules of equal effect may change places. */
export interface RuleEffect {
  readonly action: RuleAction;
  readonly transforms: readonly RuleTransform[];
}
