import { createHmac } from "node:crypto";
import { parseDuration, type SessionAffinity } from "../../../topology";
import type { PickContext } from "../../engine";
import type { ServiceInstance } from "../instance";
import type { Affinity } from "./affinity";

/**
 * A cookie that names an instance by a keyed digest of its id, so that it tells no address. Processes that share the
 * key and the Topology agree on it without talking.
 */
export class CookieAffinity implements Affinity {
  private readonly cookieName: string;
  private readonly attributes: string;
  private tokens = new Map<ServiceInstance, string>();
  private instances = new Map<string, ServiceInstance>();

  constructor(
    affinity: SessionAffinity,
    private readonly serviceName: string,
    private readonly key: string,
  ) {
    this.cookieName = affinity.cookieName ?? "portico";
    const maxAge = affinity.ttl === undefined ? "" : `; Max-Age=${Math.ceil(parseDuration(affinity.ttl) / 1000)}`;
    this.attributes = `; Path=/; HttpOnly; SameSite=Lax${maxAge}`;
  }

  find(context: PickContext): ServiceInstance | undefined {
    const value = context.attribute?.("cookie", this.cookieName);
    return value === undefined ? undefined : this.instances.get(value);
  }

  tie(context: PickContext, instance: ServiceInstance): string {
    const token = this.tokens.get(instance) ?? this.tokenOf(instance);
    return `${this.cookieName}=${token}${this.attributes}${context.secure === true ? "; Secure" : ""}`;
  }

  setInstances(instances: readonly ServiceInstance[]): void {
    this.tokens = new Map(instances.map((instance) => [instance, this.tokens.get(instance) ?? this.tokenOf(instance)]));
    this.instances = new Map([...this.tokens].map(([instance, token]) => [token, instance]));
  }

  private tokenOf(instance: ServiceInstance): string {
    const text = `${this.serviceName}\n${instance.id}`;
    return createHmac("sha256", this.key).update(text).digest("base64url").slice(0, 22);
  }
}
