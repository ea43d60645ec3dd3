import { exportObjects, type KubernetesObject } from "../../lib/export";
import { kubernetesPrograms } from "../kubernetes-schemas/support/programs";
import { ApiServer } from "./support/api-server";
import { findBinaries } from "./support/binaries";
import { Cluster } from "./support/cluster";

const asked = process.env.PORTICO_TEST_E2E === "1";
const found = findBinaries();
const missing = "etcd" in found ? [] : found;
if (!asked) process.stderr.write("Nothing is applied to an API server: npm run test:e2e does that.\n");
else if (missing.length > 0) {
  process.stderr.write(
    `Nothing is applied to an API server: ${missing.join(" and ")} missing; run scripts/install-kubernetes.sh.\n`,
  );
}

/** Has the API server warn of workloads whose pods it would not admit under the strictest standard. */
const RESTRICTED = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/warn": "restricted",
};
const NAMESPACE: KubernetesObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop", labels: RESTRICTED },
};

/** Where certificates of others are. */
const CERTIFICATES: KubernetesObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "certificates" } };
/** What is in the namespace already: a controller makes the first, and the program with workloads names the other. */
const ACCOUNTS = ["default", "users"].map((name) => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name, namespace: "shop" },
}));

jest.setTimeout(300_000);

/** Where a kind has a status that its controller sets, the API server writes it anew although it stays the same. */
function withoutVersion({ metadata, ...object }: KubernetesObject): object {
  const { resourceVersion, ...others } = metadata;
  return { metadata: others, ...object };
}

/** The API keeps an optional text that is empty as none. */
function withoutEmptyTexts(value: unknown): object {
  return JSON.parse(JSON.stringify(value, (_, entry) => (entry === "" ? undefined : entry)));
}

(asked && "etcd" in found ? describe : describe.skip)("a real API server", () => {
  const server = new ApiServer();
  let cluster: Cluster;

  beforeAll(async () => {
    if (!("etcd" in found)) return;
    await server.start(found);
    cluster = new Cluster(server.client);
    for (const object of [NAMESPACE, CERTIFICATES, ...ACCOUNTS]) {
      expect((await cluster.apply(object, "real")).status).toBe(201);
    }
  });

  afterAll(() => server.stop());

  test("refuses what it does not know, so that taking something says something", async () => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "x", namespace: "shop" } };
    const { status, body } = await cluster.apply({ ...service, spec: { port: [] } }, "dry-run");
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.message).toContain(".spec.port: field not declared in schema");
  });

  describe.each(kubernetesPrograms())("given $name", ({ definitions, synthesize }) => {
    let objects: readonly KubernetesObject[];

    beforeAll(async () => {
      ({ objects } = exportObjects(synthesize()));
      await cluster.install(definitions);
    });

    afterAll(async () => {
      for (const object of [...objects].reverse()) await cluster.remove(object);
    });

    test("would take each object, and warns of none", async () => {
      const refusals: unknown[] = [];
      for (const object of objects) {
        const { status, body, warnings } = await cluster.apply(object, "dry-run");
        if (status > 201 || warnings.length > 0) refusals.push({ object, warnings, message: body.message });
      }
      expect(refusals).toEqual([]);
    });

    test("takes them in the order of the export, and has them as they were written", async () => {
      for (const object of objects) {
        const { status, body } = await cluster.apply(object, "real");
        expect({ object, status, message: body.message }).toMatchObject({ status: 201 });
      }
      for (const object of objects) {
        expect((await cluster.read(object)).body).toMatchObject(withoutEmptyTexts(object));
      }
    });

    test("changes nothing when they are applied once more", async () => {
      for (const object of objects) {
        const before = (await cluster.read(object)).body;
        const { status, body } = await cluster.apply(object, "real");
        expect({ status, ...withoutVersion(body) }).toEqual({ status: 200, ...withoutVersion(before) });
      }
    });

    test("admits the pods of the workloads under the restricted standard", async () => {
      for (const { metadata, spec } of objects.filter(({ kind }) => kind === "Deployment" || kind === "DaemonSet")) {
        const { template } = spec as { readonly template: { readonly metadata: object; readonly spec: object } };
        const pod = {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { ...template.metadata, name: `${metadata.name}-0` },
          spec: template.spec,
        };
        const { status, body } = await cluster.admitsPod(pod, "shop");
        expect({ status, message: body.message }).toEqual({ status: 201, message: undefined });
      }
    });
  });
});
