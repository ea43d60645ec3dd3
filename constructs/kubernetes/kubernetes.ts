import type { IConstruct } from "constructs";
import type { Certificate } from "../../lib/topology";
import { EdgeListener, type EdgeLoadBalancer } from "../edge-load-balancer";
import type { IngressRouter, Route } from "../ingress-router";
import type { LogicalService } from "../logical-service";
import { mergeSettings } from "../merge-settings";
import type { Platform } from "../platform";
import { requestCertificates } from "./cert-manager";
import { httpListenerInput, httpListeners, serviceInput } from "./construct-inputs";
import { ensureProvider } from "./default-provider";
import { checkCertificates, checkHttpListener, type Layer4Listener, lowerListener } from "./edge";
import { EdgeAssembly } from "./edge-assembly";
import { type Finding, loss } from "./finding";
import { gatewayRelease, lowerToGateway, SpareRoutes } from "./gateway";
import { dialectFor, type IngressDialect, lowerRouter } from "./ingress";
import type { KubernetesProps } from "./kubernetes-props";
import { claimNames, type ObjectIdentity } from "./name-clashes";
import {
  checkAnnotationSize,
  createEndpointSlice,
  createService,
  type ManifestForm,
  type ObjectMeta,
  TokenMask,
} from "./objects";
import { reportFindings } from "./report";
import { KubernetesEdge, KubernetesRouter, type KubernetesService } from "./resources";
import { RouterAssembly } from "./router-assembly";
import type { EntryPoints, GatewaySection, RouterInput, RouterLowering, RouterSettings, TlsSecret } from "./routes";
import { lowerService, portProtocol, type ServiceInput } from "./service";
import { reportSettings } from "./settings";
import { checkAdmission, createWorkload, ingressRules, type KubernetesWorkload, lowerWorkload } from "./workload";

/** The ports and names of the entry points in Traefik's Helm chart. */
const CHART_ENTRY_POINTS: EntryPoints = { 80: "web", 443: "websecure" };

/** What a service's workload adds to the service. */
interface WorkloadParts {
  readonly objects: readonly OwnObject[];
  /** Called when all listeners are there. */
  readonly findings: () => readonly Finding[];
  readonly resources?: KubernetesWorkload;
}

type OwnObject = ObjectIdentity & { readonly metadata: ObjectMeta };

const assemblies = new WeakMap<IngressRouter, RouterAssembly>();
const edgeAssemblies = new WeakMap<EdgeLoadBalancer, EdgeAssembly>();

/**
 * A cluster: services become Services, with EndpointSlices where their members are known by address; routers become
 * Ingresses of a class, and that class's own resources where an Ingress has no word for a route; listeners that lead to
 * a service become Services of type LoadBalancer.
 */
export class Kubernetes implements Platform<KubernetesService, KubernetesRouter, KubernetesEdge> {
  readonly name = "kubernetes";
  private readonly dialect: IngressDialect;

  constructor(readonly props: KubernetesProps) {
    this.dialect = dialectFor(props.ingressClassName, props.ingressDialect);
  }

  /**
   * The same platform with other settings, for the constructs that need them. Settings that are groups (`labels`,
   * `gateway`, ...) are merged, all others replaced.
   */
  with(props: Partial<KubernetesProps>): Kubernetes {
    return new Kubernetes(mergeSettings(this.props, props));
  }

  /** Secrets stand in the cluster; in the Topology they are the files of their name. */
  certificate(name: string): Certificate | undefined {
    if (this.secretOf(name) === undefined) return undefined;
    return { name, certFile: `${name}.crt`, keyFile: `${name}.key` };
  }

  lowerService(service: LogicalService): KubernetesService {
    ensureProvider(service);
    const mask = new TokenMask();
    const input = mask.mask(serviceInput(service));
    const hints = this.props.gateway === undefined ? this.dialect.serviceHints?.(input) : undefined;
    const { namespace, service: options } = this.props;
    const lowered = mask.unmask(
      lowerService(
        input,
        mask.mask({
          namespace,
          labels: this.labels,
          ...(hints === undefined ? {} : { hints }),
          ...(options === undefined ? {} : { options }),
        }),
      ),
    );
    const workload = this.lowerWorkload(service, input, mask);
    this.report(
      service,
      () => [lowered.service, ...lowered.endpointSlices.map(({ object }) => object), ...workload.objects],
      () => [...lowered.findings, ...workload.findings()],
    );
    return {
      service: createService(service, "service", lowered.service),
      endpointSlices: lowered.endpointSlices.map(({ id, object }) => createEndpointSlice(service, id, object)),
      ...(workload.resources === undefined ? {} : { workload: workload.resources }),
    };
  }

  private lowerWorkload(service: LogicalService, input: ServiceInput, mask: TokenMask): WorkloadParts {
    const { workload, port } = input;
    if (workload === undefined) return { objects: [], findings: () => [] };
    const { namespace, workload: options = {} } = this.props;
    const lowered = lowerWorkload(
      mask.mask({ service: input.service, port, workload, namespace, labels: this.labels, options }),
    );
    const { protocol } = portProtocol(input.service.protocol ?? "HTTP");
    const { peers, networkPolicy } = lowered;
    const hasNodePort = this.props.service?.type === "NodePort";
    const admission = () => ({ service: service.name, peers, hasNodePort, ...reachOf(service) });
    return {
      objects: mask.unmask(lowered.objects),
      findings: () => [
        ...mask.unmask(lowered.findings),
        ...(networkPolicy === undefined ? [] : checkAdmission(admission())),
      ],
      resources: createWorkload(service, lowered, mask, () => {
        const { isOpen, isBehindGateway } = reachOf(service);
        return ingressRules({ port, protocol, peers, isOpen: isOpen || (isBehindGateway && peers.length === 0) });
      }),
    };
  }

  lowerRouter(router: IngressRouter): KubernetesRouter {
    ensureProvider(router);
    const { gateway } = this.props;
    const assembly = new RouterAssembly(router, {
      ...(gateway === undefined
        ? { lower: (input) => this.lowerToIngress(input) }
        : { lower: (input) => lowerToGateway(input, gatewayRelease(gateway)), spare: new SpareRoutes() }),
      router: this.routerSettings,
      manifests: this.manifestForm,
      sectionsOf: (listener) => sectionsOf(listener),
      secretOf: (certificate) => this.secretOf(certificate),
      namespaceOf: (service) => this.namespaceOf(service),
    });
    assemblies.set(router, assembly);
    this.report(
      router,
      () => assembly.objects,
      () => assembly.findings(),
    );
    return new KubernetesRouter(assembly.resources);
  }

  private lowerToIngress(input: RouterInput): RouterLowering {
    const { certManager } = this.props;
    const lowering = lowerRouter(input, this.dialect);
    return certManager === undefined ? lowering : requestCertificates(lowering, input, certManager);
  }

  lowerRoute(router: IngressRouter, route: Route): void {
    const assembly = assemblies.get(router);
    if (assembly === undefined) return;
    assembly.routeAdded(route);
    reportFindings(route, () => assembly.findings(route));
  }

  lowerEdge(edge: EdgeLoadBalancer): KubernetesEdge {
    const { gateway, namespace, certManager, loadBalancer } = this.props;
    if (gateway === undefined) return new KubernetesEdge();
    ensureProvider(edge);
    const assembly = new EdgeAssembly(edge, {
      gateway,
      namespace,
      labels: this.labels,
      manifests: this.manifestForm,
      secretOf: (certificate) => this.secretOf(certificate),
      namespaceOf: (tier) => this.namespaceOf(tier),
      ...(certManager === undefined ? {} : { certManager }),
      ...(loadBalancer === undefined ? {} : { loadBalancer }),
    });
    edgeAssemblies.set(edge, assembly);
    this.report(
      edge,
      () => assembly.objects,
      () => assembly.edgeFindings(),
    );
    return new KubernetesEdge(assembly.resources);
  }

  lowerListener(edge: EdgeLoadBalancer<KubernetesEdge>, listener: EdgeListener): void {
    reportFindings(listener, () => checkCertificates(listener.certificates));
    const assembly = edgeAssemblies.get(edge);
    if (assembly?.takes(listener)) {
      assembly.listenerAdded(listener);
      reportFindings(listener, () => assembly.findings(listener));
    }
    if (listener.router !== undefined) this.lowerHttp(listener, listener.router);
    else if (!assembly?.takes(listener)) this.lowerLayer4(edge, listener);
  }

  private lowerHttp(listener: EdgeListener, router: IngressRouter): void {
    assemblies.get(router)?.listenerAdded(listener);
    const platform = router.platform instanceof Kubernetes ? router.platform : this;
    if (platform.props.gateway !== undefined) return;
    reportFindings(listener, () => [...platform.checkHttp(listener), ...this.besideController()]);
  }

  /** The load balancer in front of an ingress controller is not made here. */
  private besideController(): Finding[] {
    if (this.props.loadBalancer === undefined) return [];
    return [
      loss(
        "ingress-load-balancer",
        "router",
        'the load balancer of an ingress class is its controller\'s, and is told nothing of "loadBalancer"',
        "set who may connect where the controller is installed",
      ),
    ];
  }

  private checkHttp(listener: EdgeListener): readonly Finding[] {
    const input = httpListenerInput(listener);
    if (input === undefined) return [];
    const others = httpListeners(listener).filter((other) => other !== listener && this.isSameClass(other));
    return checkHttpListener(
      input,
      others.flatMap((other) => httpListenerInput(other) ?? []),
      this.dialect,
      this.routerSettings,
    );
  }

  private lowerLayer4(edge: EdgeLoadBalancer<KubernetesEdge>, listener: EdgeListener): void {
    ensureProvider(listener);
    const mask = new TokenMask();
    const { spec } = listener;
    const service = "service" in spec ? spec.service : undefined;
    const lowered = mask.unmask(
      lowerListener(
        mask.mask({
          edge: edge.name,
          listener: listener.topology as Layer4Listener,
          service: service === undefined ? undefined : serviceInput(service),
          namespace: service === undefined ? this.props.namespace : this.namespaceOf(service),
          labels: this.labels,
          ...(this.props.loadBalancer === undefined ? {} : { loadBalancer: this.props.loadBalancer }),
        }),
      ),
    );
    const { service: object, endpointSlices } = lowered;
    this.report(
      listener,
      () => (object === undefined ? [] : [object]),
      () => [...lowered.findings, ...this.besideGateway()],
    );
    if (object === undefined) return;
    edge.resources.add(listener.name, {
      service: createService(listener, "service", object),
      endpointSlices: endpointSlices.map(({ id, object }) => createEndpointSlice(listener, id, object)),
    });
  }

  /** Reports what there is to say of a construct, its objects and the settings that they are made with. */
  private report(
    construct: IConstruct,
    objects: () => readonly OwnObject[],
    find: () => readonly Finding[] = () => [],
  ) {
    reportSettings(construct, this.props);
    const clashes = claimNames(construct, objects);
    reportFindings(construct, () => [...find(), ...checkAnnotationSize(objects()), ...clashes()]);
  }

  /** What a listener that no Gateway takes has to do with the edge's Gateway. */
  private besideGateway(): Finding[] {
    if (this.props.gateway === undefined) return [];
    return [
      loss(
        "gateway-own-address",
        "protocol",
        "the installed Gateway API has no route for this listener: it is a Service of type LoadBalancer, at its own address",
        "install version 1.6, or the experimental channel",
      ),
    ];
  }

  private isSameClass(listener: EdgeListener): boolean {
    const platform = listener.router?.platform;
    return platform instanceof Kubernetes && platform.props.ingressClassName === this.props.ingressClassName;
  }

  private namespaceOf({ platform }: LogicalService | IngressRouter): string {
    return platform instanceof Kubernetes ? platform.props.namespace : this.props.namespace;
  }

  private secretOf(certificate: string): TlsSecret | undefined {
    const secret = this.props.certificates?.[certificate];
    return typeof secret === "string" ? { secretName: secret } : secret;
  }

  private get labels(): Readonly<Record<string, string>> {
    return { ...this.props.labels, "app.kubernetes.io/managed-by": "portico" };
  }

  private get manifestForm(): ManifestForm {
    const { manifests = "kubernetes_manifest", manifestDirectory = "manifests" } = this.props;
    return manifests === "yaml" ? { type: "yaml", directory: manifestDirectory } : { type: "kubernetes_manifest" };
  }

  private get routerSettings(): RouterSettings {
    const { namespace, ingressClassName, ingressAnnotations = {}, entryPoints = CHART_ENTRY_POINTS } = this.props;
    const { parentRef } = this.props.gateway ?? {};
    return {
      namespace,
      ...(ingressClassName === undefined ? {} : { ingressClassName }),
      labels: this.labels,
      annotations: ingressAnnotations,
      entryPoints,
      ...(parentRef === undefined
        ? {}
        : {
            parents: [
              {
                gateway: parentRef.name,
                namespace: parentRef.namespace ?? namespace,
                ...(parentRef.sectionName === undefined ? {} : { name: parentRef.sectionName }),
              },
            ],
          }),
    };
  }
}

/** What the listeners that lead to a service become: Services of type LoadBalancer, which are open, or a Gateway's. */
function reachOf(service: LogicalService): { readonly isOpen: boolean; readonly isBehindGateway: boolean } {
  const listeners = service.node.root.node
    .findAll()
    .filter((construct) => construct instanceof EdgeListener)
    .filter((listener) => listener.services.includes(service));
  const taken = listeners.filter((listener) => edgeAssemblies.get(listener.edge)?.takes(listener));
  return { isOpen: taken.length < listeners.length, isBehindGateway: taken.length > 0 };
}

/** Where a listener stands in the Gateway of its edge. */
function sectionsOf(listener: EdgeListener): readonly GatewaySection[] {
  return edgeAssemblies.get(listener.edge)?.sections(listener) ?? [];
}
