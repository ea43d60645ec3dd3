import { type Resource, text } from "../parity/terraform";
import type { Diagnostic } from "../topology";

/** Objects of several clusters in one document: in what is exported nothing would say which one is meant. */
export function severalClusters(resources: readonly Resource[]): readonly Diagnostic[] {
  const providers = [...new Set(resources.map(({ body }) => text(body.provider) ?? "kubernetes"))];
  if (providers.length < 2) return [];
  return [
    {
      code: "several-clusters",
      severity: "error",
      path: "resource",
      message: `the objects are for ${providers.length} clusters, by the providers ${providers.join(", ")}`,
      remedy: "give each cluster a stack of its own",
    },
  ];
}
