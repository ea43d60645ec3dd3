/** The part of an object's metadata that Portico writes. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ServiceObject {
  readonly apiVersion: "v1";
  readonly kind: "Service";
  readonly metadata: ObjectMeta;
  readonly spec: ServiceSpec;
}

export interface ServiceSpec {
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  /** Absent where EndpointSlices of our own name the endpoints. */
  readonly selector?: Readonly<Record<string, string>>;
  /** `None` makes a Service of type ClusterIP a headless one. */
  readonly clusterIP?: "None";
  readonly externalName?: string;
  readonly externalTrafficPolicy?: "Cluster" | "Local";
  readonly publishNotReadyAddresses?: boolean;
  readonly loadBalancerClass?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly ipFamilyPolicy?: "SingleStack" | "PreferDualStack";
  readonly ipFamilies?: readonly ("IPv4" | "IPv6")[];
  readonly ports: readonly ServicePort[];
  readonly sessionAffinity?: "ClientIP";
  readonly sessionAffinityConfig?: { readonly clientIP: { readonly timeoutSeconds: number } };
}

export interface ServicePort {
  readonly name: string;
  readonly protocol: "TCP" | "UDP";
  readonly appProtocol?: string;
  readonly port: number;
  readonly targetPort: number;
  readonly nodePort?: number;
}

export interface EndpointSliceObject {
  readonly apiVersion: "discovery.k8s.io/v1";
  readonly kind: "EndpointSlice";
  readonly metadata: ObjectMeta;
  readonly addressType: AddressType;
  readonly endpoints: readonly Endpoint[];
  readonly ports: readonly EndpointPort[];
}

export type AddressType = "IPv4" | "IPv6" | "FQDN";

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: { readonly ready: boolean };
}

export interface EndpointPort {
  readonly name: string;
  readonly protocol: "TCP" | "UDP";
  /** The provider asks for one. */
  readonly appProtocol: string;
  readonly port: number;
}

export interface IngressObject {
  readonly apiVersion: "networking.k8s.io/v1";
  readonly kind: "Ingress";
  readonly metadata: ObjectMeta;
  readonly spec: IngressSpec;
}

export interface IngressSpec {
  readonly ingressClassName?: string;
  readonly tls?: readonly IngressTls[];
  readonly rules: readonly IngressRule[];
}

export interface IngressTls {
  readonly hosts?: readonly string[];
  readonly secretName: string;
}

export interface IngressRule {
  readonly host?: string;
  readonly http: { readonly paths: readonly IngressPath[] };
}

export interface IngressPath {
  readonly path: string;
  readonly pathType: "Exact" | "Prefix" | "ImplementationSpecific";
  readonly backend: { readonly service: { readonly name: string; readonly port: BackendPort } };
}

export type BackendPort = { readonly number: number } | { readonly name: string };

/** An object of a kind that the provider has no resource of its own for. */
export interface CustomObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec: Readonly<Record<string, unknown>>;
}

export type RoutingObject = IngressObject | CustomObject;

/** An object and the id of the construct that stands for it: built from ids that the user gave, never from an order. */
export interface Lowered<T> {
  readonly id: string;
  readonly object: T;
}

export function isIngress(object: RoutingObject): object is IngressObject {
  return object.kind === "Ingress";
}
