import { Construct } from "constructs";
import type { EdgeListener } from "../../edge-load-balancer";
import type { IngressRouter } from "../../ingress-router";
import type { AwsSettings } from "../aws-props";
import { LbListener, LbListenerCertificate } from "../provider";
import { AwsRouter } from "../router";
import { tagsFor } from "../tags";
import type { AwsListener } from "./aws-edge";
import type { Balancer } from "./balancer";
import { ListenerRules } from "./listener-rules";

/** What is answered where no route applies. */
const NOT_FOUND = { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } };

/** An HTTP or HTTPS listener, and a rule for each route that its router has or will get. */
export function addApplicationListener(
  listener: EdgeListener,
  router: IngressRouter,
  balancer: Balancer,
  settings: AwsSettings,
): AwsListener {
  const { name, spec, edge } = listener;
  const [first, ...others] = listener.certificates;
  const resource = new LbListener(listener, "Resource", {
    loadBalancerArn: balancer.loadBalancer.arn,
    port: spec.port,
    protocol: spec.protocol,
    ...(spec.protocol === "HTTPS" ? { sslPolicy: settings.tlsPolicy, ...certificate(first, settings) } : {}),
    defaultAction: [NOT_FOUND],
    tags: tagsFor(settings.tags, { edge: edge.name, listener: name }),
  });
  const rules = new ListenerRules(listener, resource, router, balancer, settings);
  router.eachRoute((route) => {
    for (const { service } of route.backends) balancer.reach(service);
    rules.add(route);
  });
  if (router.resources instanceof AwsRouter) router.resources.addRules(rules.resources);
  return {
    listener: resource,
    certificates: furtherCertificates(listener, resource, others, settings),
    rules: rules.resources,
  };
}

/** What an unknown name stands for is reported when the Topology is validated. */
export function certificate(name: string | undefined, settings: AwsSettings): { readonly certificateArn?: string } {
  const arn = name === undefined ? undefined : settings.certificates?.[name];
  return arn === undefined ? {} : { certificateArn: arn };
}

/** A listener has its first certificate itself; each further one is a resource, chosen by server name. */
export function furtherCertificates(
  scope: EdgeListener,
  listener: LbListener,
  names: readonly string[],
  settings: AwsSettings,
): ReadonlyMap<string, LbListenerCertificate> {
  const group = new Construct(scope, "certificate");
  const resources = new Map<string, LbListenerCertificate>();
  for (const name of names) {
    const { certificateArn } = certificate(name, settings);
    if (certificateArn === undefined || resources.has(name)) continue;
    resources.set(name, new LbListenerCertificate(group, name, { listenerArn: listener.arn, certificateArn }));
  }
  return resources;
}
