import type { IConstruct } from "constructs";
import type { Diagnostic } from "../lib/topology";
import { TerraformStack } from "./cdktf";
import { reportDiagnostics } from "./diagnostics";
import type { IngressRouter } from "./ingress-router";
import { tiersOf, topologyPath } from "./model";
import { groupTiers } from "./tiers";

/** For platforms on which a router without a listener becomes nothing: says so. */
export function reportUnservedRouter(router: IngressRouter): void {
  reportDiagnostics(router, () => unservedRouter(router));
}

function unservedRouter(router: IngressRouter): readonly Diagnostic[] {
  if (stacksBelow(router.node.root).some((stack) => leadsTo(stack, router))) return [];
  return [
    {
      code: "unserved-router",
      severity: "warning",
      path: topologyPath(router),
      message: `no listener leads to router "${router.name}", so that no request reaches it`,
      remedy: 'add one to an edge: edge.addListener("http", Listener.http({ port: 80, router }))',
    },
  ];
}

function leadsTo(stack: TerraformStack, router: IngressRouter): boolean {
  const { edges } = groupTiers(tiersOf(stack));
  return edges.some(({ listeners }) => listeners.some((listener) => listener.router === router));
}

/** What is within a stack is the stack's: looking at each of its constructs would take long for a large one. */
function stacksBelow(construct: IConstruct): readonly TerraformStack[] {
  return TerraformStack.isStack(construct) ? [construct] : construct.node.children.flatMap(stacksBelow);
}
