import { Construct } from "constructs";
import { reportDiagnostics } from "../../diagnostics";
import type { EdgeListener } from "../../edge-load-balancer";
import type { IngressRouter } from "../../ingress-router";
import { topologyPath } from "../../model";
import { isUnknown } from "../../unknown-values";
import type { AwsSettings } from "../aws-props";
import { placed } from "../findings";
import { LbListener, LbListenerCertificate, type LbListenerConfig } from "../provider";
import { AwsRouter } from "../router";
import { lowerRoute } from "../rules";
import { tagsFor } from "../tags";
import type { AwsListener } from "./aws-edge";
import type { Balancer } from "./balancer";
import { ListenerRules } from "./listener-rules";
import { responseHeaderAttributes } from "./response-headers";
import { ruleAction } from "./rule-resource";

/** What is answered where no route applies. */
const NOT_FOUND = { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } };

/** An HTTP or HTTPS listener, and a rule for each route that its router has or will get. */
export function addApplicationListener(
  listener: EdgeListener,
  router: IngressRouter,
  balancer: Balancer,
  settings: AwsSettings,
): AwsListener {
  const { spec } = listener;
  const [first, ...others] = listener.certificates;
  const resource = new LbListener(listener, "Resource", {
    loadBalancerArn: balancer.loadBalancer.arn,
    port: spec.port,
    protocol: spec.protocol,
    ...(spec.protocol === "HTTPS" ? { sslPolicy: settings.tlsPolicy, ...certificate(first, listener, settings) } : {}),
    ...(spec.protocol === "HTTPS" && balancer.mutualAuthentication !== undefined
      ? { mutualAuthentication: balancer.mutualAuthentication.block }
      : {}),
    ...responseHeaderAttributes(settings.application?.responseHeaders ?? {}, spec.protocol),
    ...fallback(listener, settings),
  });
  const rules = new ListenerRules(listener, resource, router, balancer, settings);
  router.eachRoute((route) => {
    if (route === listener.redirect) return;
    for (const { service } of route.backends) balancer.reach(service);
    if (rules.add(route)) balancer.reachIdentityProviders();
  });
  if (router.resources instanceof AwsRouter) router.resources.addRules(rules.resources);
  return {
    listener: resource,
    certificates: furtherCertificates(listener, resource, others, settings),
    rules: rules.resources,
  };
}

/** What becomes of requests that no rule is for: 404, or what a listener that redirects does with all of them. */
function fallback(listener: EdgeListener, settings: AwsSettings): Pick<LbListenerConfig, "defaultAction" | "tags"> {
  const { name, edge, redirect } = listener;
  const own = { edge: edge.name, listener: name };
  if (redirect === undefined) return { defaultAction: [NOT_FOUND], tags: tagsFor(settings.tags, own) };
  const { rules, diagnostics } = lowerRoute(redirect.topology, 0, {
    router: { name: redirect.router.name },
    listener: { protocol: "HTTP", port: listener.spec.port },
    isToken: isUnknown,
  });
  reportDiagnostics(redirect, () => (diagnostics.length === 0 ? [] : placed(topologyPath(redirect), diagnostics)));
  return {
    defaultAction: rules.map(({ action }) => ruleAction(action, () => "")),
    tags: tagsFor(settings.tags, { ...own, router: redirect.router.name, route: redirect.name }),
  };
}

/** What an unknown name stands for is reported when the Topology is validated. */
export function certificate(
  name: string | undefined,
  scope: Construct,
  settings: AwsSettings,
): { readonly certificateArn?: string } {
  const known = name === undefined ? undefined : settings.certificates?.[name];
  if (name === undefined || known === undefined) return {};
  return { certificateArn: typeof known === "string" ? known : known.arnIn(scope, name, settings.tags) };
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
    const { certificateArn } = certificate(name, scope, settings);
    if (certificateArn === undefined || resources.has(name)) continue;
    resources.set(name, new LbListenerCertificate(group, name, { listenerArn: listener.arn, certificateArn }));
  }
  return resources;
}
