import { Testing } from "cdktf";
import { Kubernetes, type KubernetesProps } from "portico/kubernetes";
import { Shop } from "../../examples/shop/shop";
import { exportObjects } from "../../lib/export";

test.each<[string, Partial<KubernetesProps>, string]>([
  ["a Gateway", { gateway: { className: "corp", version: "1.6" } }, "HTTPRoute"],
  ["Traefik", { ingressClassName: "traefik" }, "IngressRoute"],
])("the objects of custom kinds for %s are the same in either form", (_, props, kind) => {
  const exported = (manifests: "kubernetes_manifest" | "yaml") => {
    const platform = new Kubernetes({ namespace: "shop", manifests, ...props });
    return exportObjects(Testing.synth(new Shop(Testing.app(), "shop", platform)));
  };
  const files = exported("yaml");
  expect(files).toEqual(exported("kubernetes_manifest"));
  expect(files).toMatchObject({ diagnostics: [], leftOut: [] });
  expect(files.objects.map((object) => object.kind)).toContain(kind);
});
