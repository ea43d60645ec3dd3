import { TerraformStack, Testing } from "cdktf";
import type { Construct } from "constructs";
import fc from "fast-check";
import { createEndpointSlice } from "../../constructs/kubernetes/objects/create-endpoint-slice";
import { createIngress } from "../../constructs/kubernetes/objects/create-ingress";
import { createManifest } from "../../constructs/kubernetes/objects/create-manifest";
import { createService } from "../../constructs/kubernetes/objects/create-service";
import type {
  CustomObject,
  EndpointSliceObject,
  IngressObject,
  ServiceObject,
} from "../../constructs/kubernetes/objects/kubernetes-object";
import { exportObjects } from "../../lib/export";

/** Texts that Terraform would take for an expression, that look like the provider's names, or are neither. */
const text = fc.constantFrom("users", "snake_case", "${a.b}", "%{if}", "$${x}", "a.b/c-d", "ünïcode", "10", "");
const map = fc.dictionary(fc.constantFrom("app", "snake_case", "a.b/c", "spec", "port"), text, { minKeys: 1 });
const name = fc.constantFrom("users", "orders", "x");
const port = fc.integer({ min: 1, max: 65_535 });
const metadata = fc.record(
  { name, namespace: name, labels: map, annotations: map },
  { requiredKeys: ["name", "namespace"] },
);
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });
const option = <T>(...values: readonly T[]) => fc.constantFrom(...values);

const service: fc.Arbitrary<ServiceObject> = fc.record({
  apiVersion: fc.constant("v1" as const),
  kind: fc.constant("Service" as const),
  metadata,
  spec: fc.record(
    {
      type: option("ClusterIP" as const, "NodePort" as const, "LoadBalancer" as const),
      selector: map,
      clusterIP: fc.constant("None" as const),
      externalTrafficPolicy: option("Cluster" as const, "Local" as const),
      publishNotReadyAddresses: fc.boolean(),
      loadBalancerClass: text,
      loadBalancerSourceRanges: some(text),
      allocateLoadBalancerNodePorts: fc.boolean(),
      ipFamilyPolicy: fc.constant("PreferDualStack" as const),
      ipFamilies: some(option("IPv4" as const, "IPv6" as const)),
      ports: some(
        fc.record(
          {
            name,
            protocol: option("TCP" as const, "UDP" as const),
            appProtocol: text,
            port,
            targetPort: port,
            nodePort: port,
          },
          { requiredKeys: ["name", "protocol", "port", "targetPort"] },
        ),
      ),
      sessionAffinity: fc.constant("ClientIP" as const),
      sessionAffinityConfig: fc.record({ clientIP: fc.record({ timeoutSeconds: port }) }),
    },
    { requiredKeys: ["type", "ports"] },
  ),
});

const endpointSlice: fc.Arbitrary<EndpointSliceObject> = fc.record({
  apiVersion: fc.constant("discovery.k8s.io/v1" as const),
  kind: fc.constant("EndpointSlice" as const),
  metadata,
  addressType: option("IPv4" as const, "IPv6" as const, "FQDN" as const),
  endpoints: some(fc.record({ addresses: some(text), conditions: fc.record({ ready: fc.boolean() }) })),
  ports: some(fc.record({ name, protocol: option("TCP" as const, "UDP" as const), appProtocol: text, port })),
});

const ingress: fc.Arbitrary<IngressObject> = fc.record({
  apiVersion: fc.constant("networking.k8s.io/v1" as const),
  kind: fc.constant("Ingress" as const),
  metadata: fc.record({ name, namespace: name, labels: map, annotations: map }),
  spec: fc.record(
    {
      ingressClassName: text,
      tls: some(fc.record({ hosts: some(text), secretName: text }, { requiredKeys: ["secretName"] })),
      rules: some(
        fc.record(
          {
            host: text,
            http: fc.record({
              paths: some(
                fc.record({
                  path: text,
                  pathType: option("Exact" as const, "Prefix" as const),
                  backend: fc.record({
                    service: fc.record({ name, port: fc.oneof(fc.record({ number: port }), fc.record({ name })) }),
                  }),
                }),
              ),
            }),
          },
          { requiredKeys: ["http"] },
        ),
      ),
    },
    { requiredKeys: ["rules"] },
  ),
});

const custom: fc.Arbitrary<CustomObject> = fc.record({
  apiVersion: fc.constant("example.com/v1"),
  kind: fc.constant("Custom"),
  metadata,
  spec: fc.dictionary(option("snake_case", "camelCase", "port"), fc.oneof(text, port, some(map))),
});

/** What is exported of the object, by way of Terraform's JSON. */
function throughTerraform(create: (scope: Construct) => void): readonly unknown[] {
  const stack = new TerraformStack(Testing.app(), "stack");
  create(stack);
  const { objects, diagnostics } = exportObjects(Testing.synth(stack));
  expect(diagnostics).toEqual([]);
  return objects;
}

test.each<[string, fc.Arbitrary<object>, (scope: Construct, object: never) => void]>([
  ["Service", service, (scope, object) => createService(scope, "x", object)],
  ["EndpointSlice", endpointSlice, (scope, object) => createEndpointSlice(scope, "x", object)],
  ["Ingress", ingress, (scope, object) => createIngress(scope, "x", object, () => object)],
  ["object of another kind", custom, (scope, object) => createManifest(scope, "x", () => object)],
])("any %s that the platform makes is exported as it was made", (_, objects, create) => {
  fc.assert(
    fc.property(objects, (object) => {
      expect(throughTerraform((scope) => create(scope, object as never))).toEqual([object]);
    }),
    { numRuns: 60 },
  );
});
