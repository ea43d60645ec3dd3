import { intersectHostnames } from "../../../lib/topology";
import { refusal } from "../finding";
import { type IngressObject, isIngress, type Lowered, type RoutingObject } from "../objects";
import { type RouterFinding, type RouterInput, type RouterLowering, tlsSecrets } from "../routes";
import { type CertManagerProps, issuerAnnotation } from "./cert-manager-props";

/**
 * Has the Ingresses of a router ask cert-manager for their certificates. Each Secret is asked for by one Ingress, for all
 * of its hosts: cert-manager refuses a Secret that another Ingress asked for before.
 */
export function requestCertificates(
  { objects, findings }: RouterLowering,
  input: RouterInput,
  props: CertManagerProps,
): RouterLowering {
  const hosts = certificateHosts(input);
  const requested = new Set<string>();
  const requesting = objects.map((lowered): Lowered<RoutingObject> => {
    const { object } = lowered;
    if (!isIngress(object)) return lowered;
    const own = tlsOf(object).map(({ secretName }) => secretName);
    const fresh = own.filter((secret) => hosts.has(secret) && !requested.has(secret));
    for (const secret of fresh) requested.add(secret);
    return fresh.length === 0 ? lowered : { ...lowered, object: withRequest(object, fresh, hosts, props) };
  });
  const left = [...secretNames(objects)].filter((secret) => !requested.has(secret));
  return { objects: requesting, findings: [...findings, ...left.map(withoutHosts)] };
}

/** The hosts of each Secret, as far as they are known: those that it names, or all of the router where it is the one. */
function certificateHosts(input: RouterInput): ReadonlyMap<string, readonly string[]> {
  const secrets = tlsSecrets(input);
  const all = secrets.length === 1 ? routerHosts(input) : [];
  return new Map(
    secrets
      .map(({ secretName, hostnames = all }) => [secretName, hostnames] as const)
      .filter(([, hostnames]) => hostnames.length > 0),
  );
}

/** The hosts that the routes answer for; none where that is every host. */
function routerHosts({ router }: RouterInput): readonly string[] {
  const lists = router.routes.map(({ hostnames }) => intersectHostnames(router.hostnames, hostnames));
  return lists.includes(undefined) ? [] : [...new Set(lists.flatMap((list) => list ?? []))];
}

function withRequest(
  object: IngressObject,
  secrets: readonly string[],
  hosts: ReadonlyMap<string, readonly string[]>,
  props: CertManagerProps,
): IngressObject {
  const { metadata, spec } = object;
  const tls = tlsOf(object).map((entry) =>
    secrets.includes(entry.secretName) ? { ...entry, hosts: hosts.get(entry.secretName) ?? [] } : entry,
  );
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...issuerAnnotation(props) } },
    spec: { ...spec, tls },
  };
}

function tlsOf(object: RoutingObject) {
  return isIngress(object) ? (object.spec.tls ?? []) : [];
}

/** The Secrets that any object shows, those of a class's own kinds too. */
function secretNames(objects: readonly Lowered<RoutingObject>[]): ReadonlySet<string> {
  const names = objects.flatMap(({ object }) => {
    if (isIngress(object)) return tlsOf(object).map(({ secretName }) => secretName);
    const { tls } = object.spec as { readonly tls?: { readonly secretName?: string } };
    return tls?.secretName ?? [];
  });
  return new Set(names);
}

function withoutHosts(secret: string): RouterFinding {
  return refusal(
    "kubernetes-certificate-hosts",
    "",
    `cert-manager is to fill the Secret "${secret}", and no Ingress says for which hosts`,
    "give the router or its routes hostnames, and where there are several certificates, each of them: certificates: { main: { secretName, hostnames } }",
  );
}
