import { exportObjects, fileNameOf } from "../../lib/export";

const metadata = { name: "users", namespace: "shop" };

/** What is exported of these resources, and the codes of what is not. */
function exported(resource: object) {
  const { objects, diagnostics, leftOut } = exportObjects({ resource });
  return { objects, leftOut, found: diagnostics.map(({ code, path }) => `${code} at ${path}`) };
}

describe("an object of the provider's", () => {
  test("Service has the API's names, lists and numbers", () => {
    const { objects } = exported({
      kubernetes_service_v1: {
        users: {
          metadata: { ...metadata, labels: { "app.kubernetes.io/name": "users", snake_case: "kept" } },
          spec: {
            cluster_ip: "None",
            selector: { snake_case: "kept" },
            port: [
              { name: "http", port: 80, target_port: "8080" },
              { name: "dns", port: 53, target_port: "dns" },
            ],
            session_affinity_config: { client_ip: { timeout_seconds: 60 } },
          },
          wait_for_load_balancer: false,
        },
      },
    });
    expect(objects).toEqual([
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { ...metadata, labels: { "app.kubernetes.io/name": "users", snake_case: "kept" } },
        spec: {
          clusterIP: "None",
          selector: { snake_case: "kept" },
          ports: [
            { name: "http", port: 80, targetPort: 8080 },
            { name: "dns", port: 53, targetPort: "dns" },
          ],
          sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
        },
      },
    ]);
  });

  test("is in the namespace that the provider would put it in", () => {
    const { objects } = exported({
      kubernetes_config_map_v1: { a: { metadata: { name: "a" } } },
      kubernetes_cluster_role_v1: { b: { metadata: { name: "b" } } },
    });
    expect(objects.map(({ metadata }) => metadata)).toEqual([{ name: "a", namespace: "default" }, { name: "b" }]);
  });

  test("Secret has its text as text, since the provider takes it so", () => {
    const { objects } = exported({
      kubernetes_secret_v1: { a: { metadata, data: { password: "p" }, binary_data: { key: "AAE=" } } },
    });
    expect(objects).toMatchObject([{ stringData: { password: "p" }, data: { key: "AAE=" } }]);
  });

  test("has modes in octal, and users as numbers", () => {
    const pod = {
      volume: [{ name: "a", config_map: { default_mode: "0440" } }],
      security_context: [{ run_as_user: "65532" }],
    };
    const { objects } = exported({ kubernetes_daemon_set_v1: { a: { metadata, spec: { template: { spec: pod } } } } });
    expect(objects).toMatchObject([
      {
        spec: {
          template: {
            spec: {
              volumes: [{ name: "a", configMap: { defaultMode: 0o440 } }],
              securityContext: { runAsUser: 65532 },
            },
          },
        },
      },
    ]);
  });

  test("has no empty lists of blocks, and keeps an empty block", () => {
    const { objects } = exported({
      kubernetes_network_policy_v1: { a: { metadata, spec: { pod_selector: {}, ingress: [], egress: [{}] } } },
    });
    expect(objects).toMatchObject([{ spec: { podSelector: {}, egress: [{}] } }]);
    expect(objects[0]?.spec).not.toHaveProperty("ingress");
  });
});

describe("texts", () => {
  const data = (value: string, more: object = {}) =>
    exported({ kubernetes_config_map_v1: { a: { metadata: { name: "a" }, data: { key: value } } }, ...more });

  test.each([
    ["$${a} %%{b} $c {d}", "${a} %{b} $c {d}"],
    ["${kubernetes_service_v1.u.metadata[0].name}", "users"],
    [
      "${kubernetes_service_v1.u.metadata.0.name}.shop:${kubernetes_service_v1.u.spec[0].port[1].port}",
      "users.shop:53",
    ],
    ['${kubernetes_service_v1.u.spec[0].selector["a.b/c"]}', "selected"],
    ["${kubernetes_manifest.m.manifest.metadata.name}", "gateway"],
    ["${kubernetes_manifest.m.object.metadata.name}", "gateway"],
    ["${kubernetes_service_v1.u.metadata[0].labels.again}", "users!"],
  ])("%j is %j", (written, read) => {
    const service = {
      metadata: { ...metadata, labels: { again: "${kubernetes_service_v1.u.metadata[0].name}!" } },
      spec: { selector: { "a.b/c": "selected" }, port: [{ port: 80 }, { port: 53 }] },
    };
    const manifest = { apiVersion: "a.b/v1", kind: "C", metadata: { name: "gateway" } };
    const { objects, found } = data(written, {
      kubernetes_service_v1: { u: service },
      kubernetes_manifest: { m: { manifest } },
    });
    expect(found).toEqual([]);
    expect(objects[0]).toMatchObject({ data: { key: read } });
  });

  test.each([
    "${aws_lb.edge.dns_name}",
    "${kubernetes_service_v1.u.status[0].load_balancer}",
    "${kubernetes_service_v1.u}",
    "${kubernetes_config_map_v1.a.data.key}",
    '${jsonencode({"a" = "}"})}',
    "${var.region}",
    "%{ if true }a%{ endif }",
  ])("%s is what only Terraform knows", (written) => {
    const { found } = data(written, { kubernetes_service_v1: { u: { metadata } } });
    expect(new Set(found)).toEqual(new Set(["unresolved-reference at resource.kubernetes_config_map_v1.a.data.key"]));
  });
});

describe("everything that cannot be written is told at once:", () => {
  test.each<[string, object, string]>([
    [
      "a resource of another kind",
      { kubernetes_job_v1: { a: {} } },
      "unknown-resource at resource.kubernetes_job_v1.a",
    ],
    [
      "a generated name",
      { kubernetes_service_v1: { a: { metadata: { generate_name: "a-" } } } },
      "incomplete-object at resource.kubernetes_service_v1.a",
    ],
    [
      "a manifest without kind",
      { kubernetes_manifest: { a: { manifest: { metadata } } } },
      "incomplete-object at resource.kubernetes_manifest.a.manifest",
    ],
    [
      "a number of objects",
      { kubernetes_service_v1: { a: { metadata, count: 2 } } },
      "repeated-resource at resource.kubernetes_service_v1.a.count",
    ],
    [
      "the same object twice",
      { kubernetes_service_v1: { a: { metadata }, b: { metadata } } },
      "duplicate-object at resource.kubernetes_service_v1.b",
    ],
    [
      "a block twice",
      { kubernetes_service_v1: { a: { metadata, spec: [{}, {}] } } },
      "repeated-block at resource.kubernetes_service_v1.a.spec",
    ],
    [
      "a field of the provider alone",
      { kubernetes_secret_v1: { a: { metadata, data_wo: {} } } },
      "unexportable-field at resource.kubernetes_secret_v1.a.data_wo",
    ],
    [
      "a text for a number",
      { kubernetes_deployment_v1: { a: { metadata, spec: { replicas: "many" } } } },
      "invalid-number at resource.kubernetes_deployment_v1.a.spec.replicas",
    ],
    [
      "objects of two clusters",
      { kubernetes_service_v1: { a: { metadata }, b: { metadata: { name: "b" }, provider: "kubernetes.other" } } },
      "several-clusters at resource",
    ],
  ])("%s", (_, resource, line) => {
    const broken = { kubernetes_config_map_v1: { z: { metadata: { name: "z" }, data: { a: "${var.a}" } } } };
    const { found } = exported({ ...broken, ...resource });
    expect(found).toEqual(
      expect.arrayContaining([line, "unresolved-reference at resource.kubernetes_config_map_v1.z.data.a"]),
    );
    expect(found).toHaveLength(2);
  });
});

describe("the order", () => {
  const manifest = (apiVersion: string, kind: string, name: string) => ({
    manifest: { apiVersion, kind, metadata: { name, namespace: "shop" } },
  });

  const resource = {
    kubernetes_manifest: {
      a: manifest("gateway.networking.k8s.io/v1", "HTTPRoute", "route"),
      b: manifest("traefik.io/v1alpha1", "Middleware", "middleware"),
      c: manifest("gateway.networking.k8s.io/v1", "Gateway", "gateway"),
      d: manifest("serving.knative.dev/v1", "Service", "not-of-the-core"),
    },
    kubernetes_ingress_v1: { a: { metadata } },
    kubernetes_deployment_v1: { a: { metadata } },
    kubernetes_service_v1: {
      b: { metadata: { name: "b", namespace: "shop" } },
      a: { metadata: { name: "a", namespace: "shop" } },
    },
    kubernetes_config_map_v1: { a: { metadata } },
    kubernetes_service_account_v1: { a: { metadata } },
    kubernetes_namespace_v1: { a: { metadata: { name: "shop" } } },
  };

  const files = (resource: object) => exported(resource).objects.map(fileNameOf);

  test("puts first what others refer to, and the files' names keep it", () => {
    const names = files(resource);
    expect(names).toEqual([
      "00-namespace-shop.yaml",
      "02-serviceaccount-shop.users.yaml",
      "04-configmap-shop.users.yaml",
      "11-service-shop.a.yaml",
      "11-service-shop.b.yaml",
      "15-deployment.apps-shop.users.yaml",
      "21-gateway.gateway.networking.k8s.io-shop.gateway.yaml",
      "22-middleware.traefik.io-shop.middleware.yaml",
      "22-service.serving.knative.dev-shop.not-of-the-core.yaml",
      "23-ingress.networking.k8s.io-shop.users.yaml",
      "25-httproute.gateway.networking.k8s.io-shop.route.yaml",
    ]);
    expect([...names].sort()).toEqual(names);
  });

  test("does not come from the order of the document", () => {
    const reversed = Object.fromEntries(
      Object.entries(resource)
        .reverse()
        .map(([type, named]) => [type, Object.fromEntries(Object.entries(named).reverse())]),
    );
    expect(files(reversed)).toEqual(files(resource));
  });
});

describe("a file that an object is to be applied from", () => {
  const service = { kubernetes_service_v1: { u: { metadata } } };
  const file = (content: string) => exported({ local_file: { f: { filename: "x.yaml", content } }, ...service });

  test("is that object, with its references followed", () => {
    const object = { apiVersion: "a.b/v1", kind: "C", metadata: { name: "c" }, spec: { port: 80, to: "users" } };
    const written = JSON.stringify(object).replace('"users"', '"${kubernetes_service_v1.u.metadata[0].name}"');
    expect(file(written)).toMatchObject({ found: [], leftOut: [], objects: [{ kind: "Service" }, object] });
  });

  test("with a value that only Terraform knows is told of", () => {
    const { found } = file(
      '{"apiVersion": "a.b/v1", "kind": "C", "metadata": {"name": "c"}, "spec": {"port": ${var.port}}}',
    );
    expect(found).toContain("unresolved-reference at resource.local_file.f.content");
  });

  test("is no other file", () => {
    expect(file('{"version": 1, "services": ["${var.a}"]}')).toMatchObject({ found: [], leftOut: ["local_file.f"] });
  });
});

test("resources of others are left out by name", () => {
  expect(exported({ aws_lb: { edge: {} }, kubernetes_service_v1: { a: { metadata } } })).toMatchObject({
    leftOut: ["aws_lb.edge"],
    found: [],
  });
});
