import { Construct } from "constructs";
import { reportDiagnostics } from "../../diagnostics";
import type { EdgeListener } from "../../edge-load-balancer";
import type { IngressRouter } from "../../ingress-router";
import { topologyPath } from "../../model";
import { isUnknown } from "../../unknown-values";
import type { AwsSettings } from "../aws-props";
import { placed } from "../findings";
import type { IApplicationListener } from "../imports";
import type { MutualAuthentication } from "../mutual-tls";
import { LbListener, LbListenerCertificate, type LbListenerConfig, type LbListenerRule } from "../provider";
import { AwsRouter } from "../router";
import { lowerRoute } from "../rules";
import type { ServingBalancer } from "../service";
import { tagsFor } from "../tags";
import type { AwsListener } from "./aws-edge";
import type { BalancerAccess } from "./balancer-access";
import { ListenerRules, type RuleListenerTarget } from "./listener-rules";
import { responseHeaderAttributes } from "./response-headers";
import { ruleAction } from "./rule-resource";

/** A load balancer as its listeners see it. */
export interface ApplicationBalancer extends ServingBalancer {
  readonly access: BalancerAccess;
  readonly mutualAuthentication: MutualAuthentication | undefined;
}

/** What is answered where no route applies. */
const NOT_FOUND = { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } };

/** A certificate that is asked for anew takes its time to be issued; until then clients are shown the one before. */
const NEW_FIRST = { createBeforeDestroy: true };

/** An HTTP or HTTPS listener, and a rule for each route that its router has or will get. */
export function addApplicationListener(
  listener: EdgeListener,
  router: IngressRouter,
  balancer: ApplicationBalancer,
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
  const target = { arn: resource.arn, identity: resource.node.path };
  return {
    listener: resource,
    listenerArn: target.arn,
    certificates: furtherCertificates(listener, target.arn, others, settings, NEW_FIRST),
    rules: addRules(listener, router, target, balancer, settings),
  };
}

/** Rules, and certificates, on a listener that exists already. */
export function addToExistingListener(
  listener: EdgeListener,
  router: IngressRouter,
  existing: IApplicationListener,
  balancer: ApplicationBalancer,
  settings: AwsSettings,
): AwsListener {
  return {
    listener: undefined,
    listenerArn: existing.arn,
    certificates: furtherCertificates(listener, existing.arn, listener.certificates, settings, NEW_FIRST),
    rules: addRules(listener, router, { ...existing, isShared: true }, balancer, settings),
  };
}

/** A rule for each route that a router has or will get, but for one that is the listener's default action. */
function addRules(
  listener: EdgeListener,
  router: IngressRouter,
  target: RuleListenerTarget,
  balancer: ApplicationBalancer,
  settings: AwsSettings,
): ReadonlyMap<string, LbListenerRule> {
  const rules = new ListenerRules(listener, target, router, balancer, settings);
  const isDefault = settings.application?.listeners?.[listener.name] === undefined;
  router.eachRoute((route) => {
    if (isDefault && route === listener.redirect) return;
    for (const { service } of route.backends) balancer.access.reach(service);
    if (rules.add(route)) balancer.access.reachIdentityProviders();
  });
  if (router.resources instanceof AwsRouter) router.resources.addRules(rules.resources);
  return rules.resources;
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
    defaultAction: rules.map(({ action }) => ruleAction(action, { arnOf: () => "", keptFor: () => undefined })),
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
  const certificateArn = typeof known === "string" ? known : known.arnIn(scope, name, settings.tags);
  return certificateArn === undefined ? {} : { certificateArn };
}

/**
 * A listener has its first certificate itself; each further one is a resource, chosen by server name.
 *
 * @param lifecycle - also of what the certificates depend on, the listener and its load balancer: Terraform passes on
 *   what is created before it is destroyed
 */
export function furtherCertificates(
  scope: EdgeListener,
  listenerArn: string,
  names: readonly string[],
  settings: AwsSettings,
  lifecycle?: { readonly createBeforeDestroy: boolean },
): ReadonlyMap<string, LbListenerCertificate> {
  const group = new Construct(scope, "certificate");
  const resources = new Map<string, LbListenerCertificate>();
  for (const name of names) {
    const { certificateArn } = certificate(name, scope, settings);
    if (certificateArn === undefined || resources.has(name)) continue;
    const shown = { listenerArn, certificateArn, ...(lifecycle === undefined ? {} : { lifecycle }) };
    resources.set(name, new LbListenerCertificate(group, name, shown));
  }
  return resources;
}
