import type { KubernetesObject } from "../../../lib/export";
import { toYaml } from "../../../lib/export";
import {
  type CustomResourceDefinition,
  customResourceDefinitions,
  type Definitions,
} from "../../kubernetes-schemas/support/published-schemas";
import { eventually } from "../../proxy/support/conditions";
import type { Answer, ApiClient } from "./api-client";

const PATIENCE = 60_000;
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Whether an object is kept, or the API only says what would be. */
export type Mode = "real" | "dry-run";

/** Objects in a cluster, as `kubectl apply --server-side --validate=strict` puts them there. */
export class Cluster {
  private readonly plurals = new Map<string, ReadonlyMap<string, string>>();

  constructor(private readonly client: ApiClient) {}

  async apply(object: KubernetesObject, mode: Mode): Promise<Answer> {
    const dryRun = mode === "dry-run" ? "&dryRun=All" : "";
    const path = `${await this.pathOf(object)}?fieldManager=portico-e2e&fieldValidation=Strict${dryRun}`;
    return this.client.send("PATCH", path, toYaml(object), "application/apply-patch+yaml");
  }

  async read(object: KubernetesObject): Promise<Answer> {
    return this.client.send("GET", await this.pathOf(object));
  }

  async remove(object: KubernetesObject): Promise<void> {
    const path = await this.pathOf(object);
    await this.client.send("DELETE", `${path}?gracePeriodSeconds=0&propagationPolicy=Background`);
    await eventually(async () => (await this.client.send("GET", path)).status === 404, PATIENCE);
  }

  /** Asks the admission of the cluster whether it would take a pod. */
  async admitsPod(pod: object, namespace: string): Promise<Answer> {
    return this.client.send("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, JSON.stringify(pod));
  }

  /** Makes the cluster have the custom resources of these definitions, in the place of any others. */
  async install(names: readonly Definitions[]): Promise<void> {
    const { body } = await this.client.send("GET", DEFINITIONS);
    for (const { metadata } of body.items) await this.removeDefinition(metadata.name);
    this.plurals.clear();
    for (const definition of names.flatMap(customResourceDefinitions)) await this.installDefinition(definition);
  }

  private async installDefinition(definition: CustomResourceDefinition): Promise<void> {
    const { status, body } = await this.client.send("POST", DEFINITIONS, JSON.stringify(definition));
    if (status !== 201) throw new Error(`${definition.metadata.name}: ${JSON.stringify(body)}`);
    const path = `${DEFINITIONS}/${definition.metadata.name}`;
    const { group, versions } = definition.spec;
    await eventually(async () => {
      const { body } = await this.client.send("GET", path);
      const conditions: readonly { type: string; status: string }[] = body.status?.conditions ?? [];
      return conditions.some(({ type, status }) => type === "Established" && status === "True");
    }, PATIENCE);
    for (const { name } of versions.filter(({ served }) => served)) {
      await eventually(async () => this.isServed(`${group}/${name}`, definition.spec.names.plural), PATIENCE);
    }
  }

  private async isServed(apiVersion: string, plural: string): Promise<boolean> {
    const { status, body } = await this.client.send("GET", `/apis/${apiVersion}`);
    return status === 200 && body.resources.some(({ name }: { readonly name: string }) => name === plural);
  }

  private async removeDefinition(name: string): Promise<void> {
    await this.client.send("DELETE", `${DEFINITIONS}/${name}`);
    await eventually(async () => (await this.client.send("GET", `${DEFINITIONS}/${name}`)).status === 404, PATIENCE);
  }

  private async pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const plurals = this.plurals.get(root) ?? (await this.discover(root));
    this.plurals.set(root, plurals);
    const plural = plurals.get(kind);
    if (plural === undefined) throw new Error(`the API server has no ${apiVersion} ${kind}`);
    const namespace = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
    return `${root}${namespace}/${plural}/${metadata.name}`;
  }

  private async discover(root: string): Promise<ReadonlyMap<string, string>> {
    const { body } = await this.client.send("GET", root);
    const resources: readonly { readonly name: string; readonly kind: string }[] = body.resources ?? [];
    return new Map(resources.filter(({ name }) => !name.includes("/")).map(({ name, kind }) => [kind, name]));
  }
}
