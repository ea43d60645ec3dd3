import type { EdgeListener, EdgeLoadBalancer } from "../edge-load-balancer";
import type { IngressRouter } from "../ingress-router";
import type { LogicalService } from "../logical-service";
import { type CertManagerProps, issuerAnnotation } from "./cert-manager";
import { type Finding, loss, refusal } from "./finding";
import {
  checkGatewayListener,
  type GatewayEdgeInput,
  type GatewayListenerInput,
  type GatewayProps,
  type GatewayRelease,
  gatewayRelease,
  gatewaySections,
  isGatewayListener,
  lowerEdgeToGateway,
} from "./gateway";
import { existingLoadBalancer, gatewayLoadBalancer, type LoadBalancerOptions } from "./load-balancer";
import { type CustomObject, type ManifestForm, ObjectSet, objectName, TokenMask } from "./objects";
import type { BackendService, GatewaySection, TlsSecret } from "./routes";

export interface EdgeAssemblySettings {
  readonly gateway: GatewayProps;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly manifests: ManifestForm;
  readonly secretOf: (certificate: string) => TlsSecret | undefined;
  readonly namespaceOf: (tier: LogicalService | IngressRouter) => string;
  /** Where cert-manager fills the Secrets. */
  readonly certManager?: CertManagerProps;
  readonly loadBalancer?: LoadBalancerOptions;
}

/** An edge that becomes a Gateway, while its listeners come in. */
export class EdgeAssembly {
  readonly resources: ObjectSet;
  private readonly release: GatewayRelease;
  private readonly listeners: EdgeListener[] = [];
  private known: ReadonlyMap<string, CustomObject> | undefined;

  constructor(
    private readonly edge: EdgeLoadBalancer,
    private readonly settings: EdgeAssemblySettings,
  ) {
    this.release = gatewayRelease(settings.gateway);
    this.resources = new ObjectSet(edge, () => this.lower(), settings.manifests);
  }

  get objects(): readonly CustomObject[] {
    return [...this.lower().values()];
  }

  takes(listener: EdgeListener): boolean {
    return isGatewayListener(listener.topology, this.release);
  }

  listenerAdded(listener: EdgeListener): void {
    this.known = undefined;
    this.listeners.push(listener);
    this.resources.ensure([...this.lower()].map(([id, object]) => ({ id, object })));
  }

  /** A listener as the Gateway has it; its values may be tokens. */
  listener(listener: EdgeListener): GatewayListenerInput {
    return {
      listener: listener.topology,
      secrets: [...new Set(listener.certificates)].flatMap((name) => this.settings.secretOf(name) ?? []),
      byHost: this.settings.certManager !== undefined,
      routeNamespaces: listener.router === undefined ? [] : [this.settings.namespaceOf(listener.router)],
      services: Object.fromEntries(listener.services.map((service) => [service.name, this.backend(service)])),
    };
  }

  /** What is to be said of the edge itself. */
  edgeFindings(): readonly Finding[] {
    const { gateway, loadBalancer = {} } = this.settings;
    if (this.listeners.length === 0) return [];
    return gateway.parentRef === undefined
      ? gatewayLoadBalancer(loadBalancer).findings
      : existingLoadBalancer(gateway.parentRef.name, loadBalancer);
  }

  /** What is to be said of a listener. */
  findings(listener: EdgeListener): readonly Finding[] {
    const mask = new TokenMask();
    return mask.unmask([
      ...checkGatewayListener(mask.mask(this.listener(listener))),
      ...this.sameSections(listener),
      ...this.existingListeners(listener),
    ]);
  }

  sections(listener: EdgeListener): readonly GatewaySection[] {
    return gatewaySections(this.identity, this.listener(listener));
  }

  private lower(): ReadonlyMap<string, CustomObject> {
    if (this.known === undefined) {
      const mask = new TokenMask();
      const { labels, certManager, loadBalancer = {} } = this.settings;
      const input = mask.mask({
        ...this.identity,
        labels,
        annotations: certManager === undefined ? {} : issuerAnnotation(certManager),
        infrastructure: gatewayLoadBalancer(loadBalancer).annotations,
        listeners: this.listeners.map((listener) => this.listener(listener)),
      });
      const lowered = lowerEdgeToGateway(input, this.release);
      this.known = new Map(lowered.map(({ id, object }) => [id, mask.unmask(object)]));
    }
    return this.known;
  }

  /** Names that differ in upper case alone, or in what is put after them, become the same in a Gateway. */
  private sameSections(listener: EdgeListener): Finding[] {
    if (this.settings.gateway.parentRef !== undefined) return [];
    const own = new Set(this.sections(listener).map(({ name }) => name));
    return this.listeners.slice(0, this.listeners.indexOf(listener)).flatMap((other) => {
      const [shared] = this.sections(other).filter(({ name }) => own.has(name));
      if (shared === undefined) return [];
      const message = `in a Gateway this listener and "${other.name}" are both called "${shared.name}"`;
      return [refusal("kubernetes-port-name", "name", message, "give one of them another name")];
    });
  }

  /** A Gateway that was there before gets no listeners of ours. */
  private existingListeners({ router }: EdgeListener): Finding[] {
    const { parentRef } = this.settings.gateway;
    if (parentRef === undefined || router === undefined) return [];
    return [
      loss(
        "gateway-own-listeners",
        "",
        `the listeners of Gateway "${parentRef.name}" are what they are: their ports and certificates, not this one's, count`,
        "leave the edge out: routers are attached to that Gateway without one",
      ),
    ];
  }

  private get identity(): Pick<GatewayEdgeInput, "name" | "namespace" | "gateway"> {
    const { gateway, namespace } = this.settings;
    const { className = "", parentRef } = gateway;
    return { name: this.edge.name, namespace, gateway: parentRef === undefined ? { className } : { parentRef } };
  }

  private backend(service: LogicalService): BackendService {
    const { port, protocol = "HTTP" } = service.props;
    return { name: objectName(service.name).name, namespace: this.settings.namespaceOf(service), port, protocol };
  }
}
