/**
 * What an Application Load Balancer takes in one rule (ELB user guide, "Quotas for your Application Load Balancers" and
 * "Condition types for listener rules"; API reference, `RuleCondition`, `RedirectActionConfig`,
 * `FixedResponseActionConfig`, `RewriteConfig`).
 */
export const RULE_LIMITS = {
  /** Values, plain or regular expressions, over all conditions. */
  conditionValues: 5,
  /** Characters in a value or a regular expression. */
  valueLength: 128,
  headerNameLength: 40,
  targetGroups: 5,
  weight: 999,
  /** Characters in a redirect's host, and in its path. */
  redirectPartLength: 128,
  /** Bytes. */
  fixedResponseBody: 1024,
  /** Characters in a transform's regular expression, and in its replacement. */
  rewriteLength: 1024,
} as const;
