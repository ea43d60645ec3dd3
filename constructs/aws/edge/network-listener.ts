import { reportDiagnostics } from "../../diagnostics";
import type { EdgeListener } from "../../edge-load-balancer";
import { topologyPath } from "../../model";
import type { AwsSettings } from "../aws-props";
import { Findings, placed } from "../findings";
import { LbListener } from "../provider";
import { groupFor, noteRouting } from "../service";
import { tagsFor } from "../tags";
import { certificate, furtherCertificates } from "./application-listener";
import type { AwsListener } from "./aws-edge";
import type { Balancer } from "./balancer";
import { networkPlan, type StreamSpec } from "./network-plan";

/** A TCP, TLS or UDP listener, led to one service. */
export function addNetworkListener(
  listener: EdgeListener,
  spec: StreamSpec,
  balancer: Balancer,
  settings: AwsSettings,
): AwsListener {
  const findings = new Findings();
  const { protocol, service, idleTimeout } = networkPlan(spec, findings);
  if (service !== undefined) balancer.reach(service);
  const group = groupFor(service, { balancer, terminatesTls: protocol === "TLS" });
  const [first, ...others] = listener.certificates;
  const resource = new LbListener(listener, "Resource", {
    loadBalancerArn: balancer.loadBalancer.arn,
    port: spec.port,
    protocol,
    ...(protocol === "TLS" ? { sslPolicy: settings.tlsPolicy, ...certificate(first, listener, settings) } : {}),
    ...(idleTimeout === undefined ? {} : { tcpIdleTimeoutSeconds: idleTimeout }),
    defaultAction: [{ type: "forward", targetGroupArn: group?.arn ?? "" }],
    tags: tagsFor(settings.tags, { edge: listener.edge.name, listener: listener.name }),
  });
  if (service !== undefined) noteRouting([service], resource);
  reportDiagnostics(listener, () =>
    findings.diagnostics.length === 0 ? [] : placed(topologyPath(listener), findings.diagnostics),
  );
  return {
    listener: resource,
    certificates: furtherCertificates(listener, resource, others, settings),
    rules: new Map(),
  };
}
