import type { Diagnostic } from "../../../lib/topology";
import { reportDiagnostics } from "../../diagnostics";
import type { EdgeListener, EdgeLoadBalancer } from "../../edge-load-balancer";
import type { IngressRouter } from "../../ingress-router";
import type { LogicalService } from "../../logical-service";
import { topologyPath } from "../../model";
import { isUnknown } from "../../unknown-values";
import type { AwsSettings } from "../aws-props";
import { checkTlsPolicy, type RequestedCertificate, requestedCertificates } from "../certificates";
import type { DnsName } from "../dns";
import { Findings, placed } from "../findings";
import type { IApplicationLoadBalancer, INetworkLoadBalancer } from "../imports";
import type { LogBucket } from "../logs";
import type {
  Eip,
  Lb,
  LbListener,
  LbListenerCertificate,
  LbListenerRule,
  LbTrustStore,
  Route53Record,
  SecurityGroup,
  VpcEndpointService,
  VpcSecurityGroupEgressRule,
  VpcSecurityGroupIngressRule,
  Wafv2WebAclAssociation,
} from "../provider";
import { type BalancerKind, targetPorts } from "../service";
import { addApplicationListener, addToExistingListener } from "./application-listener";
import { Balancer } from "./balancer";
import type { BalancerAccess } from "./balancer-access";
import { ExistingBalancer } from "./existing-balancer";
import { http2Findings } from "./http2-findings";
import { importFindings } from "./import-findings";
import { addEndpointService } from "./network-endpoint-service";
import { NetworkListener } from "./network-listener";
import { existingNetworkFindings } from "./network-options";
import { quotaFindings } from "./quota-findings";
import { redirectFindings } from "./redirect-findings";
import { PRIVATE } from "./sources";
import { targetCount } from "./target-count";

/** What a listener became. */
export interface AwsListener {
  /** `undefined` where the listener is one that existed already. */
  readonly listener: LbListener | undefined;
  readonly listenerArn: string;
  /** The certificates after the first, by name. */
  readonly certificates: ReadonlyMap<string, LbListenerCertificate>;
  /** By the rule's id: the route's name, and a suffix where a route needs several rules. */
  readonly rules: ReadonlyMap<string, LbListenerRule>;
}

/** What an edge became on AWS: a load balancer of each kind that its listeners need. */
export class AwsEdge {
  private readonly balancers = new Map<BalancerKind, Balancer>();
  private readonly existing = new Map<IApplicationLoadBalancer | INetworkLoadBalancer, ExistingBalancer>();
  private readonly byName = new Map<string, AwsListener>();
  private readonly networkListeners: NetworkListener[] = [];
  private privateLink: VpcEndpointService | undefined;

  constructor(
    private readonly edge: EdgeLoadBalancer,
    private readonly settings: AwsSettings,
  ) {
    reportDiagnostics(edge, () => {
      const found = this.findings();
      return found.length === 0 ? [] : placed(topologyPath(edge), found);
    });
  }

  /** For the HTTP and HTTPS listeners; `undefined` before the first of them is added, and where it existed already. */
  get applicationLoadBalancer(): Lb | undefined {
    return this.balancers.get("application")?.loadBalancer;
  }

  get applicationSecurityGroup(): SecurityGroup | undefined {
    return this.balancers.get("application")?.securityGroup;
  }

  /** For the TCP, TLS and UDP listeners; `undefined` before the first of them is added. */
  get networkLoadBalancer(): Lb | undefined {
    return this.balancers.get("network")?.loadBalancer;
  }

  get networkSecurityGroup(): SecurityGroup | undefined {
    return this.balancers.get("network")?.securityGroup;
  }

  /** What lets the sources in, of all load balancers. */
  get ingressRules(): readonly VpcSecurityGroupIngressRule[] {
    return this.accesses.flatMap(({ ingressRules }) => ingressRules);
  }

  /** What lets the load balancers out. */
  get egressRules(): readonly VpcSecurityGroupEgressRule[] {
    return this.accesses.flatMap(({ egressRules }) => egressRules);
  }

  private get accesses(): readonly BalancerAccess[] {
    return [...this.balancers.values(), ...this.existing.values()].map(({ access }) => access);
  }

  /** What was asked for of the certificates that the listeners show, by name. */
  get requestedCertificates(): ReadonlyMap<string, RequestedCertificate> {
    const names = this.edge.listeners.flatMap(({ certificates }) => certificates);
    return requestedCertificates(this.edge, new Set(names), this.settings.certificates ?? {});
  }

  /** The bucket of the stack that the load balancers write to; `undefined` where they do not, or into another one. */
  get logBucket(): LogBucket | undefined {
    return [...this.balancers.values()].find(({ logBucket }) => logBucket !== undefined)?.logBucket;
  }

  /** The alias records of the load balancers. */
  get dnsRecords(): readonly Route53Record[] {
    return [...this.balancers.values(), ...this.existing.values()].flatMap(({ dnsRecords }) => dnsRecords);
  }

  /** The Elastic IP addresses that were made for the Network Load Balancer, in the order of its subnets. */
  get elasticIps(): readonly Eip[] {
    return this.balancers.get("network")?.elasticIps ?? [];
  }

  /** What offers the Network Load Balancer through PrivateLink. */
  get endpointService(): VpcEndpointService | undefined {
    return this.privateLink;
  }

  /** What clients' certificates are checked with, where Portico made it. */
  get trustStore(): LbTrustStore | undefined {
    const balancers = [...this.balancers.values(), ...this.existing.values()];
    return balancers.flatMap(({ mutualAuthentication }) => mutualAuthentication?.trustStore ?? [])[0];
  }

  get webAclAssociation(): Wafv2WebAclAssociation | undefined {
    return this.balancers.get("application")?.webAclAssociation;
  }

  /** By the listener's name. */
  get listeners(): ReadonlyMap<string, AwsListener> {
    return this.byName;
  }

  /** @internal */
  addListener(listener: EdgeListener): void {
    const { spec, router } = listener;
    if (router !== undefined) {
      this.byName.set(listener.name, this.lowerApplicationListener(listener, router));
    } else if (spec.protocol !== "HTTP" && spec.protocol !== "HTTPS") {
      const balancer = this.networkBalancer();
      balancer.access.admit(listener);
      const known = this.networkListeners.find((one) => one.combine(listener, spec));
      const added = known ?? new NetworkListener(listener, spec, balancer, this.settings);
      if (known === undefined) this.networkListeners.push(added);
      this.byName.set(listener.name, added.lowered);
    }
  }

  private lowerApplicationListener(listener: EdgeListener, router: IngressRouter): AwsListener {
    const { settings } = this;
    const { loadBalancer, listeners = {} } = settings.application ?? {};
    const known = listeners[listener.name];
    if (known !== undefined) {
      const balancer = this.existingBalancer(known.loadBalancer, `existing_${listener.name}`);
      return addToExistingListener(listener, router, known, balancer, settings);
    }
    const balancer =
      loadBalancer === undefined
        ? this.balancer("application")
        : this.existingBalancer(loadBalancer, "existing_balancer");
    balancer.access.admit(listener);
    return addApplicationListener(listener, router, balancer, settings);
  }

  private networkBalancer(): Balancer | ExistingBalancer {
    const { loadBalancer } = this.settings.network ?? {};
    return loadBalancer === undefined
      ? this.balancer("network")
      : this.existingBalancer(loadBalancer, "existing_network_balancer");
  }

  /** Names lead to the load balancer that is made or named; where there is none, to that of the first listener. */
  private namesOf(loadBalancer: IApplicationLoadBalancer | INetworkLoadBalancer): readonly DnsName[] {
    const { application = {}, network = {} } = this.settings;
    if (loadBalancer.kind === "network") return network.dns ?? [];
    const isFirst = [...this.existing.keys()].every(({ kind }) => kind === "network");
    const isNamed = loadBalancer === application.loadBalancer;
    const isOnly = application.loadBalancer === undefined && isFirst && !this.balancers.has("application");
    return isNamed || isOnly ? (application.dns ?? []) : [];
  }

  private existingBalancer(
    loadBalancer: IApplicationLoadBalancer | INetworkLoadBalancer,
    id: string,
  ): ExistingBalancer {
    const known = this.existing.get(loadBalancer);
    if (known !== undefined) return known;
    const balancer = new ExistingBalancer(this.edge, id, loadBalancer, this.namesOf(loadBalancer), this.settings);
    this.existing.set(loadBalancer, balancer);
    if (balancer.kind === "network") this.privateLink = addEndpointService(balancer, this.edge.name, this.settings);
    return balancer;
  }

  private balancer(kind: BalancerKind): Balancer {
    const known = this.balancers.get(kind);
    if (known !== undefined) return known;
    const balancer = new Balancer(this.edge, kind, this.settings);
    this.balancers.set(kind, balancer);
    if (kind === "network") this.privateLink = addEndpointService(balancer, this.edge.name, this.settings);
    return balancer;
  }

  private findings(): readonly Diagnostic[] {
    const findings = new Findings();
    const { settings } = this;
    const { subnetIds } = settings;
    if (this.balancers.has("application") && !subnetIds.some(isUnknown) && new Set(subnetIds).size < 2) {
      findings.error(
        "alb-subnets",
        "",
        "an Application Load Balancer needs subnets in two Availability Zones at least",
        "name two: new Aws({ subnetIds: [...] })",
      );
    }
    for (const { name } of settings.dualStack ? [] : this.ipv6Services()) {
      findings.error(
        "aws-dual-stack",
        "",
        `service "${name}" has members with IPv6 addresses, which load balancers reach only where they have some themselves`,
        "set it: new Aws({ dualStack: true })",
      );
    }
    if (settings.dualStack && settings.sources === PRIVATE) {
      findings.warning(
        "aws-internal-sources",
        "",
        "the sources that an internal load balancer lets in by default hold no public ranges, and in a VPC IPv6 addresses are public ones as a rule",
        'name the ranges of your networks: new Aws({ sources: ["10.0.0.0/16", "2001:db8::/56"] })',
      );
    }
    for (const [port, names] of this.sharedPorts()) {
      findings.error(
        "nlb-shared-port",
        "",
        `listeners ${names.map((name) => `"${name}"`).join(" and ")} share port ${port}, and a Network Load Balancer has one listener on a port`,
        "give each a port or an edge of its own; or, for TCP and UDP, give both services the same port, members and settings",
      );
    }
    if (this.edge.listeners.some(({ certificates }) => certificates.length > 0)) {
      checkTlsPolicy(settings.tlsPolicy, findings);
    }
    findings.addOnce([...this.balancers].flatMap(([kind, balancer]) => this.quotas(kind, balancer)));
    findings.addOnce([...this.balancers.values()].flatMap((balancer) => balancer.findings.diagnostics));
    findings.addOnce(this.accesses.flatMap((access) => access.findings));
    importFindings(this.edge, this.balancers.has("application"), settings, findings);
    redirectFindings(this.edge, findings);
    http2Findings(settings.application ?? {}, this.balancers.get("application")?.access.services ?? [], findings);
    existingNetworkFindings(settings.network ?? {}, findings);
    return findings.diagnostics;
  }

  private ipv6Services(): readonly LogicalService[] {
    const services = [...this.balancers.values()].flatMap(({ access }) => access.services);
    return services.filter((service) => targetPorts(service).some(({ family }) => family === "ipv6"));
  }

  /** TCP and UDP on one port are two sockets elsewhere, and one listener here where their services are alike. */
  private sharedPorts(): readonly (readonly [number, readonly string[]])[] {
    const listeners = new Map<number, EdgeListener[]>();
    for (const listener of this.listenersOf("network")) {
      const { port } = listener.spec;
      if (!isUnknown(port)) listeners.set(port, [...(listeners.get(port) ?? []), listener]);
    }
    return [...listeners]
      .filter(([, sharing]) => new Set(sharing.map(({ name }) => this.byName.get(name)?.listener)).size > 1)
      .map(([port, sharing]) => [port, sharing.map(({ name }) => name)]);
  }

  private quotas(kind: BalancerKind, balancer: Balancer): readonly Diagnostic[] {
    const { services } = balancer.access;
    const listeners = this.listenersOf(kind).flatMap(({ name }) => this.byName.get(name) ?? []);
    const count = (of: (listener: AwsListener) => number) => listeners.reduce((total, each) => total + of(each), 0);
    const { network, quotas, subnetIds } = this.settings;
    const crossesZones = network?.crossZone !== false;
    const zones = subnetIds.some(isUnknown) ? Number.POSITIVE_INFINITY : new Set(subnetIds).size;
    const usage = {
      kind,
      rules: count(({ rules }) => rules.size),
      targetGroups: services.length,
      listeners: new Set(listeners.map(({ listener }) => listener)).size,
      certificates: count(({ certificates }) => certificates.size),
      targets: targetCount(services, balancer, crossesZones),
      zones: crossesZones ? 1 : zones,
    };
    return quotaFindings(usage, quotas);
  }

  private listenersOf(kind: BalancerKind): readonly EdgeListener[] {
    return this.edge.listeners.filter(({ router }) => (router === undefined) === (kind === "network"));
  }
}
