import { intersectHostnames } from "../../topology";
import { type KubernetesObject, nameIn, routerOf, routesOf, type ServiceNames } from "../kubernetes";
import type { Condition, Rule } from "../rule";
import { type Block, block, blocks, number, type TerraformDocument, text, texts } from "../terraform";
import { hostnameCondition } from "./hostname";
import type { Placed } from "./precedence";
import type { Reading } from "./reading";

/** A match at one hostname, as a rule of a listener. */
export type PlacedRule = Placed & { readonly rule: Rule };

/** One match of a rule, as a kind of route reads it. */
export interface ReadMatch extends Pick<Placed, "rank">, Pick<Rule, "action" | "answer"> {
  readonly conditions: readonly Condition[];
}

/** A service and its part of the requests. */
export interface BackendPart {
  readonly service: string;
  readonly weight: number;
  readonly share: number;
}

/** What is attached to listeners of a Gateway and leads requests on (gateway.networking.k8s.io). */
export abstract class AttachedRoute {
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

  /** The hostnames that it has in common with a listener; `undefined` is every host. */
  hostnamesAt(listenerHostname: string | undefined): readonly (string | undefined)[] {
    const own = texts(this.object.spec.hostnames);
    return intersectHostnames(listenerHostname === undefined ? undefined : [listenerHostname], own) ?? [undefined];
  }

  /** Its matches at the hostnames that it has in common with a listener. */
  placedAt(listenerHostname: string | undefined, reading: Reading): readonly PlacedRule[] {
    const { namespace, name, resource } = this.object;
    const router = routerOf(this.object);
    return blocks(this.object.spec.rules).flatMap((rule, ruleIndex) =>
      this.read(rule, reading).flatMap(({ rank, conditions, action, answer }, matchIndex) =>
        this.hostnamesAt(listenerHostname).map((hostname) => ({
          hostname,
          rank,
          routeKey: `${namespace}/${name}`,
          ruleIndex,
          rule: {
            label: `${resource.address}, rule ${ruleIndex + 1}, match ${matchIndex + 1}`,
            route: this.routeName(rule, ruleIndex),
            conditions: [...(hostname === undefined ? [] : [hostnameCondition(hostname)]), ...conditions],
            action,
            services: this.backends(rule).map(({ service }) => service),
            answer: (request) => ({ router, ...answer(request) }),
          },
        })),
      ),
    );
  }

  protected abstract read(rule: Block, reading: Reading): readonly ReadMatch[];

  /** The default weight is 1 (`BackendRef.Weight`). */
  protected backends(rule: Block): readonly BackendPart[] {
    const found = blocks(rule.backendRefs).map((reference) => {
      const namespace = text(reference.namespace) ?? this.object.namespace;
      const service = this.services.of(namespace, nameIn(reference.name, this.document));
      return { service, weight: number(reference.weight) ?? 1 };
    });
    const total = found.reduce((sum, { weight }) => sum + weight, 0);
    return found.map((backend) => ({ ...backend, share: total === 0 ? 0 : backend.weight / total }));
  }

  private routeName(rule: Block, index: number): string | null {
    const names = routesOf(this.object);
    if (names !== undefined) return names[index] ?? null;
    const { name } = this.object;
    return text(rule.name) ?? (blocks(this.object.spec.rules).length === 1 ? name : `${name}[${index}]`);
  }
}

/** The backend with the largest share; `undefined` where none has a weight. */
export function largest(backends: readonly BackendPart[]): BackendPart | undefined {
  const [first, ...others] = backends.filter(({ weight }) => weight > 0);
  return first && others.reduce((most, backend) => (backend.weight > most.weight ? backend : most), first);
}

/** For people: `users (weight 9), next (weight 1)`. */
export function describeBackends(backends: readonly BackendPart[]): string {
  return `forward to ${backends.map(({ service, weight }) => `${service} (weight ${weight})`).join(", ")}`;
}

/** Whether a listener lets routes of another object's namespace in (`AllowedRoutes`). */
export function allowsRoutes(listener: Block, gateway: KubernetesObject, route: KubernetesObject): boolean {
  const from = text(block(block(listener.allowedRoutes).namespaces).from) ?? "Same";
  // Which namespaces a selector selects is not known here.
  return from === "All" || from === "Selector" || gateway.namespace === route.namespace;
}
