/**
 * How specific a rule is, as far as rules that can apply to one request need to be told apart. Of two overlapping
 * wildcard hosts the longer one has more labels, and of two overlapping prefixes the longer one more segments, so
 * counting these gives the order of the Gateway API without looking at the texts.
 */
export interface Specificity {
  readonly host: HostClass;
  readonly path: PathClass;
  readonly method: boolean;
  /** How many header conditions; a name listed twice counts once. */
  readonly headers: number;
  /** How many query parameter conditions; a name listed twice counts once. */
  readonly queryParams: number;
  readonly sourceRanges: boolean;
}

/** `labels` are those after the `*`. */
export type HostClass =
  | { readonly type: "exact" }
  | { readonly type: "wildcard"; readonly labels: number }
  | { readonly type: "every" };

/** `length` is that of the expression as the route has it. */
export type PathClass =
  | { readonly type: "exact" }
  | { readonly type: "regular-expression"; readonly length: number }
  | { readonly type: "prefix"; readonly segments: number };

/** Negative where `a` comes first. The order is that of `lib/routing`, with ties left open. */
export function compareSpecificity(a: Specificity, b: Specificity): number {
  const left = ranks(a);
  const right = ranks(b);
  for (const [index, rank] of left.entries()) {
    const difference = rank - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function ranks({ host, path, method, headers, queryParams, sourceRanges }: Specificity): readonly number[] {
  return [...hostRanks(host), ...pathRanks(path), method ? 0 : 1, -headers, -queryParams, sourceRanges ? 0 : 1];
}

function hostRanks(host: HostClass): readonly [number, number] {
  if (host.type === "exact") return [0, 0];
  return host.type === "wildcard" ? [1, -host.labels] : [2, 0];
}

function pathRanks(path: PathClass): readonly [number, number] {
  if (path.type === "exact") return [0, 0];
  return path.type === "regular-expression" ? [1, -path.length] : [2, -path.segments];
}

/** One line for people, and the same for rules of equal specificity alone: `host exact, path prefix 1, method`. */
export function describeSpecificity(specificity: Specificity): string {
  const { host, path, method, headers, queryParams, sourceRanges } = specificity;
  return [
    `host ${host.type}${host.type === "wildcard" ? ` ${host.labels}` : ""}`,
    describePath(path),
    ...(method ? ["method"] : []),
    ...(headers === 0 ? [] : [`headers ${headers}`]),
    ...(queryParams === 0 ? [] : [`query parameters ${queryParams}`]),
    ...(sourceRanges ? ["source ranges"] : []),
  ].join(", ");
}

function describePath(path: PathClass): string {
  if (path.type === "exact") return "path exact";
  return path.type === "prefix" ? `path prefix ${path.segments}` : `path regular expression ${path.length}`;
}
