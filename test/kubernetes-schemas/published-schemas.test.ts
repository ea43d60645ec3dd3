import { Testing } from "cdktf";
import { ShopOnEks } from "../../examples/aws-eks-edge/shop-on-eks";
import { exportObjects } from "../../lib/export";
import { kubernetesPrograms } from "./support/programs";
import { type ApiObject, PublishedSchemas } from "./support/published-schemas";

const exported = kubernetesPrograms().map(({ name, definitions, synthesize }) => ({
  name,
  schemas: new PublishedSchemas(...definitions),
  ...exportObjects(synthesize()),
}));

describe.each(exported)("the objects of $name", ({ schemas, objects, diagnostics }) => {
  test("can all be written", () => {
    expect(diagnostics).toEqual([]);
    expect(objects.length).toBeGreaterThan(1);
  });

  test("are as the published schemas of their versions have them", () => {
    expect(objects.flatMap((object) => schemas.errorsOf(object))).toEqual([]);
  });
});

test("every kind that Portico writes is among them", () => {
  const kinds = new Set(exported.flatMap(({ objects }) => objects.map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual([
    "ConfigMap",
    "DaemonSet",
    "Deployment",
    "EndpointSlice",
    "GRPCRoute",
    "Gateway",
    "HTTPRoute",
    "HorizontalPodAutoscaler",
    "Ingress",
    "IngressRoute",
    "Middleware",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "ReferenceGrant",
    "Service",
    "ServiceAccount",
    "TCPRoute",
    "TLSRoute",
    "TraefikService",
    "UDPRoute",
  ]);
});

test("the example on EKS has what AWS names from Terraform alone, and all else as published", () => {
  const stack = new ShopOnEks(Testing.app(), "shop-on-eks", {
    region: "eu-west-1",
    vpcId: "vpc-0a1b2c3d4e5f60718",
    publicSubnetIds: ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"],
    zone: "example.com",
    hostname: "shop.example.com",
  });
  const schemas = new PublishedSchemas("traefik-3.7");
  const { objects, diagnostics } = exportObjects(Testing.synth(stack));
  const ofOthers = (kind: string) => kind === "TargetGroupBinding";
  const unknown = diagnostics.map(({ code, path }) => `${code} at ${path}`);
  expect(
    unknown.filter((line) => !/^unresolved-reference at resource\.kubernetes_manifest\.binding-/.test(line)),
  ).toEqual([]);
  expect(unknown.filter((line) => line.endsWith(".spec.targetGroupARN"))).toHaveLength(2);
  expect(objects.filter(({ kind }) => ofOthers(kind))).toHaveLength(2);
  expect(objects.filter(({ kind }) => !ofOthers(kind)).flatMap((object) => schemas.errorsOf(object))).toEqual([]);
});

describe("the schemas find", () => {
  const schemas = new PublishedSchemas("gateway-api-1.5-standard", "traefik-3.7");
  const metadata = { name: "x" };

  test.each<[string, ApiObject & Record<string, unknown>, string]>([
    [
      "a kind that there is not",
      { apiVersion: "apps/v1beta1", kind: "Deployment", metadata },
      "no schema of apps/v1beta1/Deployment",
    ],
    ["a field that there is not", { apiVersion: "v1", kind: "Service", metadata, spec: { port: [] } }, "'port'"],
    [
      "a value of another type",
      { apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ port: "80" }] } },
      "must be integer",
    ],
    ["what is missing", { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { selector: {} } }, "'template'"],
    [
      "a field of a custom resource",
      { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata, spec: { rule: [] } },
      "'rule'",
    ],
    [
      "a label that is no text",
      { apiVersion: "traefik.io/v1alpha1", kind: "Middleware", metadata: { ...metadata, labels: { a: 1 } }, spec: {} },
      "must be string",
    ],
  ])("%s", (_, object, error) => {
    expect(schemas.errorsOf(object)).toEqual([expect.stringContaining(error)]);
  });
});
