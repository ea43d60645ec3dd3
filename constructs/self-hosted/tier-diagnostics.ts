import type { Diagnostic } from "../../lib/topology";
import type { Route } from "../ingress-router";
import type { LogicalService } from "../logical-service";
import { topologyPath } from "../model";

/** What of a route the proxy cannot do, and refuses when it starts. */
export function routeDiagnostics(route: Route): readonly Diagnostic[] {
  return (route.props.filters ?? []).flatMap(({ spec }, index): readonly Diagnostic[] =>
    spec.type !== "ExtensionRef"
      ? []
      : [
          {
            code: "unsupported-filter",
            severity: "error",
            path: `${topologyPath(route)}.filters[${index}]`,
            message: `the proxy knows no ${spec.kind} "${spec.name}"`,
            remedy: "leave the filter out, or let the service do it",
          },
        ],
  );
}

/** What of a service the proxy cannot do. */
export function serviceDiagnostics(service: LogicalService): readonly Diagnostic[] {
  const { members, workload } = service.props;
  const path = topologyPath(service);
  const found: Diagnostic[] = [];
  const refuse = (code: string, field: string, message: string, remedy: string) =>
    found.push({ code, severity: "error", path: `${path}.${field}`, message, remedy });

  if (members?.spec.type === "selector") {
    refuse(
      "selector-members",
      "members",
      `service "${service.name}" is chosen by the labels of pods, which this proxy does not look up`,
      "name its instances, or its Service in the cluster, with Members.addresses([...]), or a headless Service with Members.dns(...), or use the Kubernetes platform",
    );
  }
  if (workload !== undefined) {
    refuse(
      "self-hosted-workload",
      "members",
      `service "${service.name}" has a workload, and the proxy sends requests to instances, which something else runs`,
      "run it by other means and name its instances with Members.addresses([...])",
    );
  }
  return found;
}
