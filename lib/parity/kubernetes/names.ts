import type { TerraformDocument } from "../terraform";
import { type KubernetesObject, readObjects } from "./object";

/** Labels and annotations by which objects say which part of a Topology they came from. */
export const MARKS = {
  service: "portico/service",
  router: "portico/router",
  routes: "portico/routes",
  edge: "portico/edge",
  listener: "portico/listener",
} as const;

/** Finds the service of the Topology behind a Kubernetes Service. */
export class ServiceNames {
  private readonly names = new Map<string, string>();

  constructor(document: TerraformDocument) {
    for (const { namespace, name, labels } of readObjects(document, "Service")) {
      this.names.set(`${namespace}/${name}`, labels[MARKS.service] ?? name);
    }
  }

  /** All that the document creates. */
  get all(): Iterable<string> {
    return this.names.values();
  }

  /** The Service's label, else its own name. */
  of(namespace: string, name: string): string {
    return this.names.get(`${namespace}/${name}`) ?? name;
  }
}

/** The router that an object belongs to, by its annotation. */
export function routerOf(object: KubernetesObject): string | null {
  return object.annotations[MARKS.router] ?? null;
}

/** The names of an object's routes, in the order of its paths or rules; `undefined` where it does not say. */
export function routesOf(object: KubernetesObject): readonly string[] | undefined {
  const listed = object.annotations[MARKS.routes];
  return listed?.split(",").map((name) => name.trim());
}
