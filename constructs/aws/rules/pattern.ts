/** What a host or a path is compared with: wildcard values, or one regular expression. */
export interface Pattern {
  readonly form: "values" | "regex";
  /** Alternatives; each counts as one value of its rule. */
  readonly values: readonly string[];
}

/** Why a load balancer cannot compare with it. */
export interface PatternFault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export function isFault(result: Pattern | PatternFault): result is PatternFault {
  return "code" in result;
}

export function valuesPattern(...values: readonly string[]): Pattern {
  return { form: "values", values };
}

export function regexPattern(value: string): Pattern {
  return { form: "regex", values: [value] };
}
