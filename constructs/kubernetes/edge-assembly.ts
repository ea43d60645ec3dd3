import type { EdgeListener, EdgeLoadBalancer } from "../edge-load-balancer";
import type { LogicalService } from "../logical-service";
import {
  type GatewayListenerInput,
  type GatewayProps,
  type GatewayRelease,
  gatewayRelease,
  gatewaySections,
  isGatewayListener,
  lowerEdgeToGateway,
} from "./gateway";
import { type CustomObject, type ManifestForm, ObjectSet, objectName, TokenMask } from "./objects";
import type { BackendService, GatewaySection, TlsSecret } from "./routes";

export interface EdgeAssemblySettings {
  readonly gateway: GatewayProps;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly manifests: ManifestForm;
  readonly secretOf: (certificate: string) => TlsSecret | undefined;
  readonly namespaceOf: (service: LogicalService) => string;
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
      secrets: listener.certificates.flatMap((name) => this.settings.secretOf(name) ?? []),
      services: Object.fromEntries(listener.services.map((service) => [service.name, this.backend(service)])),
    };
  }

  sections(listener: EdgeListener): readonly GatewaySection[] {
    return gatewaySections(this.edge.name, this.settings.namespace, this.listener(listener));
  }

  private lower(): ReadonlyMap<string, CustomObject> {
    if (this.known === undefined) {
      const mask = new TokenMask();
      const { gateway, namespace, labels } = this.settings;
      const input = mask.mask({
        name: this.edge.name,
        namespace,
        className: gateway.className,
        labels,
        listeners: this.listeners.map((listener) => this.listener(listener)),
      });
      const lowered = lowerEdgeToGateway(input, this.release);
      this.known = new Map(lowered.map(({ id, object }) => [id, mask.unmask(object)]));
    }
    return this.known;
  }

  private backend(service: LogicalService): BackendService {
    const { port, protocol = "HTTP" } = service.props;
    return { name: objectName(service.name).name, namespace: this.settings.namespaceOf(service), port, protocol };
  }
}
