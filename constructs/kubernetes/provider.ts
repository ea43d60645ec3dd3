/** The one place that names the Kubernetes provider, by deep path: it keeps loading quick. */
export { EndpointSliceV1 } from "@cdktf/provider-kubernetes/lib/endpoint-slice-v1";
export { IngressV1 } from "@cdktf/provider-kubernetes/lib/ingress-v1";
export { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
export { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
export { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
