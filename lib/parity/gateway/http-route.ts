import { intersectHostnames } from "../../topology";
import { type KubernetesObject, nameIn, routerOf, routesOf, type ServiceNames } from "../kubernetes";
import type { Outcome, Rule } from "../rule";
import { type Block, block, blocks, number, type TerraformDocument, text, texts } from "../terraform";
import { readRedirect, readRewrite } from "./filters";
import { hostnameCondition } from "./hostname";
import { type ExpressionFit, type HttpMatch, matchConditions, readMatches } from "./http-match";
import type { Placed } from "./precedence";

/** A match at one hostname, as a rule of a listener. */
export type PlacedRule = Placed & { readonly rule: Rule };

interface RuleParts {
  readonly rule: Block;
  readonly ruleIndex: number;
  readonly match: HttpMatch;
  readonly matchIndex: number;
  readonly hostname: string | undefined;
  readonly fit: ExpressionFit;
}

/** An HTTPRoute (gateway.networking.k8s.io). */
export class HttpRoute {
  constructor(
    readonly object: KubernetesObject,
    private readonly document: TerraformDocument,
    private readonly services: ServiceNames,
  ) {}

  /** Whether it asks to be attached to this listener (`ParentReference`). */
  asksFor(gateway: KubernetesObject, listener: { readonly name: string; readonly port: number }): boolean {
    return blocks(this.object.spec.parentRefs).some((parent) => {
      const namespace = text(parent.namespace) ?? this.object.namespace;
      return (
        namespace === gateway.namespace &&
        nameIn(parent.name, this.document) === gateway.name &&
        (parent.sectionName === undefined || text(parent.sectionName) === listener.name) &&
        (parent.port === undefined || number(parent.port) === listener.port)
      );
    });
  }

  /** Its matches at the hostnames that it has in common with a listener. */
  placedAt(listenerHostname: string | undefined, fit: ExpressionFit): readonly PlacedRule[] {
    const own = texts(this.object.spec.hostnames);
    const common = intersectHostnames(listenerHostname === undefined ? undefined : [listenerHostname], own);
    const hostnames = common ?? [undefined];
    const { namespace, name } = this.object;
    return blocks(this.object.spec.rules).flatMap((rule, ruleIndex) =>
      readMatches(rule).flatMap((match, matchIndex) =>
        hostnames.map((hostname) => ({
          hostname,
          match,
          routeKey: `${namespace}/${name}`,
          ruleIndex,
          rule: this.toRule({ rule, ruleIndex, match, matchIndex, hostname, fit }),
        })),
      ),
    );
  }

  private toRule({ rule, ruleIndex, match, matchIndex, hostname, fit }: RuleParts): Rule {
    const redirect = readRedirect(rule);
    const router = routerOf(this.object);
    const answer = redirect === undefined ? this.forward(rule, match) : redirectWith(redirect, match);
    const backends = this.backends(rule).map(({ service, weight }) => `${service} (weight ${weight})`);
    return {
      label: `${this.object.resource.address}, rule ${ruleIndex + 1}, match ${matchIndex + 1}`,
      route: this.routeName(rule, ruleIndex),
      conditions: [...(hostname === undefined ? [] : [hostnameCondition(hostname)]), ...matchConditions(match, fit)],
      action: redirect === undefined ? `forward to ${backends.join(", ")}` : `redirect with ${redirect.status}`,
      answer: (request) => ({ router, ...answer(request) }),
    };
  }

  private routeName(rule: Block, index: number): string | null {
    const names = routesOf(this.object);
    if (names !== undefined) return names[index] ?? null;
    const { name } = this.object;
    return text(rule.name) ?? (blocks(this.object.spec.rules).length === 1 ? name : `${name}[${index}]`);
  }

  private forward(rule: Block, match: HttpMatch): Rule["answer"] {
    const rewrite = readRewrite(rule);
    const shares = this.backends(rule);
    const used = shares.filter(({ weight }) => weight > 0);
    return ({ target }): Outcome => {
      const { path, search, host } = target;
      const [first, ...others] = used;
      if (first === undefined) {
        const reason = "the rule has no backend with a weight";
        return { service: null, status: 500, reason, path: path + search, host };
      }
      const largest = others.reduce((most, share) => (share.weight > most.weight ? share : most), first);
      const forwarded = { path: rewrite.path(path, match) + search, host: rewrite.host ?? host };
      return { service: largest.service, status: null, ...forwarded, backends: shares };
    };
  }

  /** The default weight is 1 (`BackendRef.Weight`). */
  private backends(rule: Block) {
    const found = blocks(rule.backendRefs).map((reference) => {
      const namespace = text(reference.namespace) ?? this.object.namespace;
      const service = this.services.of(namespace, nameIn(reference.name, this.document));
      return { service, weight: number(reference.weight) ?? 1 };
    });
    const total = found.reduce((sum, { weight }) => sum + weight, 0);
    return found.map((backend) => ({ ...backend, share: total === 0 ? 0 : backend.weight / total }));
  }
}

function redirectWith(redirect: NonNullable<ReturnType<typeof readRedirect>>, match: HttpMatch): Rule["answer"] {
  return (request) => {
    const { path, search, host } = request.target;
    const answered = { service: null, status: redirect.status, reason: "the rule redirects" };
    return { ...answered, path: path + search, host, location: redirect.location(request, match) };
  };
}

/** Whether a listener lets routes of another object's namespace in (`AllowedRoutes`). */
export function allowsRoutes(listener: Block, gateway: KubernetesObject, route: KubernetesObject): boolean {
  const from = text(block(block(listener.allowedRoutes).namespaces).from) ?? "Same";
  // Which namespaces a selector selects is not known here.
  return from === "All" || from === "Selector" || gateway.namespace === route.namespace;
}
